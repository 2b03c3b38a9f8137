import { isObject } from "./rest-api-body";

/** A state of a definition in Amazon States Language, and where it is: `ReserveStock`, `Each.ItemProcessor.Pack`. */
export interface State {
  path: string;
  fields: Record<string, unknown>;
}

/** States that follow each other: a state machine's, a branch's or an iteration's. */
export interface Flow {
  /** Where it is; empty for the state machine itself. */
  path: string;
  fields: Record<string, unknown>;
  states: Map<string, State>;
}

const ends = new Set(["Succeed", "Fail"]);
const types = new Set(["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]);

/** All flows of a definition, the outer ones first. Source: Amazon States Language, "Parallel State" and "Map State". */
export function flowsOf(definition: Record<string, unknown>, path = ""): Flow[] {
  const states = new Map(
    Object.entries(isObject(definition["States"]) ? definition["States"] : {}).map(
      ([name, fields]): [string, State] => [name, { path: `${path}${name}`, fields: isObject(fields) ? fields : {} }],
    ),
  );
  const inner = [...states.values()].flatMap(({ path: at, fields }) => [
    ...(Array.isArray(fields["Branches"]) ? (fields["Branches"] as unknown[]) : []).flatMap((branch, index) =>
      isObject(branch) ? flowsOf(branch, `${at}.Branches[${index}].`) : [],
    ),
    ...["ItemProcessor", "Iterator"].flatMap((field) => {
      const each = fields[field];
      return isObject(each) ? flowsOf(each, `${at}.${field}.`) : [];
    }),
  ]);
  return [{ path, fields: definition, states }, ...inner];
}

/** What is wrong with how a flow goes: states that aren't there, aren't reached, or lead nowhere. */
export function* faultsIn({ path, fields, states }: Flow): Generator<string> {
  const start = fields["StartAt"];
  if (typeof start !== "string" || !states.has(start))
    yield `${path}StartAt: expected one of ${[...states.keys()].join(", ") || "some states"}, got ${shownName(start)}`;
  for (const state of states.values()) yield* faultsOf(state, states);
  const reached = reachedFrom(start, states);
  for (const [name, state] of states)
    if (!reached.has(name) && states.has(String(start)))
      yield `${state.path}: expected a way from ${String(start)}, got none`;
}

function* faultsOf({ path, fields }: State, states: Flow["states"]): Generator<string> {
  const type = String(fields["Type"]);
  if (!types.has(type))
    yield `${path}.Type: expected one of ${[...types].join(", ")}, got ${shownName(fields["Type"])}`;
  for (const next of followersOf(fields))
    if (!states.has(next)) yield `${path}: expected states of the definition to follow it, got ${next}`;
  const isOver = ends.has(type) || fields["End"] === true;
  if (type === "Choice" && fields["Default"] === undefined)
    yield `${path}.Default: expected a state for what no choice fits, got none`;
  if (type !== "Choice" && isOver === (typeof fields["Next"] === "string"))
    yield `${path}: expected either Next or an end, got ${isOver ? "both" : "neither"}`;
}

function reachedFrom(start: unknown, states: Flow["states"]): Set<string> {
  const reached = new Set<string>();
  const visit = (name: string) => {
    const state = states.get(name);
    if (!state || reached.has(name)) return;
    reached.add(name);
    followersOf(state.fields).forEach(visit);
  };
  if (typeof start === "string") visit(start);
  return reached;
}

/** Names of the states that may follow a state. */
function followersOf(fields: Record<string, unknown>): string[] {
  const nextOf = (list: unknown) =>
    (Array.isArray(list) ? (list as unknown[]) : []).map((each) => (isObject(each) ? each["Next"] : undefined));
  return [fields["Next"], fields["Default"], ...nextOf(fields["Choices"]), ...nextOf(fields["Catch"])].filter(
    (name) => typeof name === "string",
  );
}

const shownName = (value: unknown) => (typeof value === "string" ? value : "none");
