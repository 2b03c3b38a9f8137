import { Configuration } from "./configuration";
import { hiddenValues } from "./hidden-values";
import { at, isDeeperThan, isObject, type Json } from "./json";
import { list, ResourceChange } from "./resource-change";

/** Output of `terraform show -json` for a saved plan ("JSON Output Format", plan representation). */
export interface Plan {
  /** The stack whose folder the plan lies in, else the file's name. */
  name: string;
  /** As it was given. */
  file: string;
  terraformVersion: string;
  /** Every entry of `resource_changes`, with those where nothing happens. */
  changes: ResourceChange[];
  /** What others changed since the last apply, as Terraform lists it: mostly echoes of computed attributes. */
  drift: ResourceChange[];
  outputs: OutputChange[];
  checks: Check[];
  configuration: Configuration;
  /** Planning failed: the plan holds only what was planned before. */
  errored: boolean;
  /** Nothing was deferred or left out by targeting; undefined before Terraform 1.8. */
  complete: boolean | undefined;
  /** Changes that Terraform put off to a later plan. */
  deferred: number;
  /** Actions of providers that run with the apply (Terraform 1.14): the plan doesn't say what they do. */
  actionInvocations: string[];
  /** Input values by name; sensitive ones too. */
  variables: Map<string, Json | undefined>;
  /** Values that Terraform calls sensitive anywhere but in changes and outputs. */
  hidden: readonly Json[];
}

export interface OutputChange {
  name: string;
  actions: string[];
  before: Json | undefined;
  after: Json | undefined;
  afterUnknown: boolean;
  beforeSensitive: boolean;
  afterSensitive: boolean;
}

/** A `check` block, precondition or postcondition that did not pass. */
export interface Check {
  address: string;
  status: string;
  messages: string[];
}

/** A file that is no usable plan: exit code 2. The message is a sentence for the person who gave it. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

/** Deeper JSON is no plan: Terraform's own values end at a few dozen levels. */
const deepest = 500;

/**
 * Reads a plan. Keys that this reviewer doesn't know are ignored, as the format's documentation asks for.
 *
 * @throws PlanError when the text is no JSON, no plan, or of another major format version
 */
export function readPlan(text: string, { name, file }: { name: string; file: string }): Plan {
  const json = parse(text, file);
  const version = at(json, ["format_version"]);
  if (!isObject(json) || typeof version !== "string")
    throw new PlanError(`${file}: expected the output of terraform show -json PLAN, got JSON without format_version`);
  if (!/^1\.\d+$/.test(version))
    throw new PlanError(`${file}: expected plan format 1.x, got ${JSON.stringify(version)}: use a matching Gatehouse`);
  if (!("resource_changes" in json || "planned_values" in json || "resource_drift" in json))
    throw new PlanError(
      `${file}: expected a plan, got a state or configuration: run terraform show -json on the plan file`,
    );
  const variables = new Map(
    Object.entries(isObject(json["variables"]) ? json["variables"] : {}).map(([key, entry]) => [
      key,
      at(entry, ["value"]),
    ]),
  );
  return {
    name,
    file,
    terraformVersion: textOr(json["terraform_version"], "unknown"),
    changes: entries(json["resource_changes"], file).map((entry) => new ResourceChange(entry)),
    drift: entries(json["resource_drift"], file).map((entry) => new ResourceChange(entry)),
    outputs: Object.entries(isObject(json["output_changes"]) ? json["output_changes"] : {}).map(readOutput),
    checks: list(json["checks"]).map(readCheck),
    configuration: new Configuration(json["configuration"], variables),
    errored: json["errored"] === true,
    complete: typeof json["complete"] === "boolean" ? json["complete"] : undefined,
    deferred: list(json["deferred_changes"]).length,
    actionInvocations: [...list(json["action_invocations"]), ...list(json["deferred_action_invocations"])].map(
      (invocation) => textOr(at(invocation, ["address"]), "?"),
    ),
    variables,
    hidden: hiddenValues(json),
  };
}

/** Whether applying the plan would do anything: to a resource, to its address or to an output. */
export const changesAnything = ({ changes, outputs }: Plan): boolean =>
  changes.some(({ isChange, previousAddress, isImport }) => isChange || previousAddress !== undefined || isImport) ||
  outputs.some(({ actions }) => actions.join() !== "no-op");

function parse(text: string, file: string): Json {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    const hint = text.startsWith("PK")
      ? "a saved plan: convert it with terraform show -json"
      : `text that is no JSON${placeOf(error as Error)}`;
    throw new PlanError(`${file}: expected the output of terraform show -json PLAN, got ${hint}`, { cause: error });
  }
  if (isDeeperThan(deepest, json)) throw new PlanError(`${file}: expected at most ${deepest} levels of JSON, got more`);
  return json;
}

/** Of the engine's message only the position: the rest quotes the text, and plans hold secrets. */
function placeOf({ message }: Error): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? "" : ` at character ${position}`;
}

function entries(value: Json | undefined, file: string): { [key: string]: Json }[] {
  return list(value).map((entry) => {
    if (isObject(entry) && typeof entry["address"] === "string" && isObject(entry["change"])) return entry;
    throw new PlanError(`${file}: expected changes with address and change, got another entry`);
  });
}

function readOutput([name, change]: [string, Json]): OutputChange {
  return {
    name,
    actions: list(at(change, ["actions"])).map(String),
    before: at(change, ["before"]),
    after: at(change, ["after"]),
    afterUnknown: at(change, ["after_unknown"]) === true,
    beforeSensitive: at(change, ["before_sensitive"]) === true,
    afterSensitive: at(change, ["after_sensitive"]) === true,
  };
}

function readCheck(check: Json): Check {
  return {
    address: textOr(at(check, ["address", "to_display"]), "?"),
    status: textOr(at(check, ["status"]), "unknown"),
    messages: list(at(check, ["instances"]))
      .flatMap((instance) => list(at(instance, ["problems"])))
      .map((problem) => textOr(at(problem, ["message"]), "")),
  };
}

const textOr = (value: Json | undefined, otherwise: string): string => (typeof value === "string" ? value : otherwise);
