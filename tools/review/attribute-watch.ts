import type { Observation, Severity } from "./finding";
import { at, isEmpty, isSame, type Json, type Path, printPath } from "./json";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";
import type { ResourceRule } from "./rule";

/** Whether the way from one value to another is worth a reviewer's minute. Both are known. */
export type Judgement = (before: Json | undefined, after: Json | undefined) => boolean;

export const turnedOff: Judgement = (before, after) => before === true && after !== true;
export const turnedOn: Judgement = (before, after) => before !== true && after === true;
export const lowered: Judgement = (before, after) =>
  typeof before === "number" && typeof after === "number" && after < before;
export const raised: Judgement = (before, after) =>
  typeof before === "number" && typeof after === "number" && after > before;
export const removed: Judgement = (before, after) => !isEmpty(before) && isEmpty(after);
export const changed: Judgement = (before, after) => !isEmpty(before) && !isSame(before, after);
/** From anything else to this value. */
export const becomes =
  (value: Json): Judgement =>
  (before, after) =>
    !isSame(before, value) && isSame(after, value);
/** From this value to anything else. */
export const leaves =
  (value: Json): Judgement =>
  (before, after) =>
    isSame(before, value) && !isSame(after, value);

/** One attribute of existing resources and the change of it that a reviewer must hear of. */
export interface Watch {
  types: readonly string[];
  path: Path;
  when: (...transition: [...Parameters<Judgement>, change: ResourceChange]) => boolean;
  /** @default - the rule's */
  severity?: Severity;
  title: string | ((before: string, after: string) => string);
  detail: string | ((before: string, after: string) => string);
  remedy: string;
}

/** A rule that is nothing but watched attributes. Resources that are created or destroyed are not its business. */
export const watchRule = (
  text: Omit<ResourceRule, "types" | "find" | "unlessSaid">,
  watches: readonly Watch[],
): ResourceRule => ({
  ...text,
  types: [...new Set(watches.flatMap(({ types }) => types))],
  find: (change, plan) =>
    watches.filter(({ types }) => types.includes(change.type)).flatMap((watch) => findChange(watch, change, plan)),
});

function findChange({ path, when, severity, title, detail, remedy }: Watch, change: ResourceChange, plan: Plan) {
  if (!(change.isUpdate || change.isReplace)) return [];
  const before = at(change.before, path);
  const attribute = printPath(path);
  if (change.isUnknown(path)) return isJudgeable(change, path, plan) ? [unknownAfterApply(attribute, before)] : [];
  const after = at(change.after, path);
  if (!when(before, after, change)) return [];
  const texts = [print(before), print(after)] as const;
  const observation: Observation = {
    ...(severity && { severity }),
    title: typeof title === "string" ? title : title(...texts),
    detail: typeof detail === "string" ? detail : detail(...texts),
    remedy,
    changes: [{ attribute, before, after }],
  };
  return [observation];
}

/** What the provider computes is unknown in every replacement; what the configuration sets should be known. */
const isJudgeable = (change: ResourceChange, path: Path, plan: Plan): boolean =>
  change.isUpdate &&
  !isEmpty(at(change.before, path)) &&
  plan.configuration.sets(change, String(path[0]), ...path.slice(1));

/** What to say of a value that this plan should tell and can't. */
export const unknownAfterApply = (attribute: string, before: Json | undefined): Observation => ({
  severity: "medium",
  title: `${attribute} can't be judged: its new value is known only after apply`,
  detail:
    "The argument depends on something that this plan creates or changes, so the plan doesn't say what it becomes.",
  remedy: "Look at the expression in the configuration, or apply what it depends on first and plan again",
  changes: [{ attribute, before, unknown: true }],
});

/** For sentences: text without quotes, lists with commas, nothing as "none". */
export const print = (value: Json | undefined): string =>
  isEmpty(value) ? "none" : Array.isArray(value) ? value.map(print).join(", ") : printScalar(value);

const printScalar = (value: Json | undefined): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
