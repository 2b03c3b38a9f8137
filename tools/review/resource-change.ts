import type { AttributeChange } from "./finding";
import { at, isObject, isSame, type Json, type Path, printPath } from "./json";

/** What Terraform does to a resource ("JSON Output Format", change representation); `unknown` is one that this reviewer has never heard of. */
export type Action = "no-op" | "create" | "read" | "update" | "delete" | "forget" | "open" | "unknown";

const actions: readonly string[] = ["no-op", "create", "read", "update", "delete", "forget", "open"] satisfies Action[];

/**
 * One entry of `resource_changes` or `resource_drift`. Values lie at {@link Path paths}; what is unknown until apply is
 * absent in `after` and marked in `after_unknown`, so ask {@link isUnknown} before calling an absent value removed.
 */
export class ResourceChange {
  readonly address: string;
  readonly previousAddress: string | undefined;
  readonly moduleAddress: string | undefined;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Set on an object that a create-before-destroy left behind. */
  readonly deposed: string | undefined;
  /** In order: `["create", "delete"]` creates before it destroys. */
  readonly actions: readonly Action[];
  readonly actionReason: string | undefined;
  readonly isImport: boolean;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** Attributes that force the replacement; none for tainted resources and replacement by request. */
  readonly replacePaths: readonly Path[];
  /** `true`, or a tree of the shape of `after` with `true` where a value is unknown. */
  readonly afterUnknown: Json | undefined;
  private readonly beforeSensitive: Json | undefined;
  private readonly afterSensitive: Json | undefined;

  constructor(entry: { [key: string]: Json }) {
    const change = entry["change"];
    this.address = text(entry["address"]) ?? "?";
    this.previousAddress = text(entry["previous_address"]);
    this.moduleAddress = text(entry["module_address"]);
    this.mode = entry["mode"] === "data" ? "data" : "managed";
    this.type = text(entry["type"]) ?? "?";
    this.name = text(entry["name"]) ?? "?";
    this.deposed = text(entry["deposed"]);
    this.actions = list(at(change, ["actions"])).map((action) =>
      typeof action === "string" && actions.includes(action) ? (action as Action) : "unknown",
    );
    this.actionReason = text(entry["action_reason"]);
    this.isImport = isObject(at(change, ["importing"]));
    this.before = at(change, ["before"]) ?? undefined;
    this.after = at(change, ["after"]) ?? undefined;
    this.replacePaths = list(at(change, ["replace_paths"])).map((path) =>
      list(path).filter((key) => typeof key === "string" || typeof key === "number"),
    );
    this.afterUnknown = at(change, ["after_unknown"]);
    this.beforeSensitive = at(change, ["before_sensitive"]);
    this.afterSensitive = at(change, ["after_sensitive"]);
  }

  /** Exists only after the apply. */
  get isCreate(): boolean {
    return this.is("create") && !this.is("delete");
  }

  /** Exists before and after, as the same object. */
  get isUpdate(): boolean {
    return this.is("update");
  }

  /** Destroyed and created anew. */
  get isReplace(): boolean {
    return this.is("create") && this.is("delete");
  }

  /** Gone after the apply, without another in its place. */
  get isDelete(): boolean {
    return this.is("delete") && !this.is("create");
  }

  /** Terraform lets go of it; it goes on to exist, unmanaged. */
  get isForget(): boolean {
    return this.is("forget");
  }

  get createsBeforeDestroy(): boolean {
    return this.isReplace && this.actions[0] === "create";
  }

  /** Whether anything happens to the object itself; a move or an import alone is nothing. */
  get isChange(): boolean {
    return this.actions.some((action) => action !== "no-op" && action !== "read");
  }

  is(action: Action): boolean {
    return this.actions.includes(action);
  }

  /** Whether the plan can't say what is there after the apply, at the path or anywhere below it. */
  isUnknown(path: Path = []): boolean {
    return hasMark(this.afterUnknown, path);
  }

  /** Whether a value at the path, or anywhere below it, is sensitive before or after. */
  isSensitive(path: Path = []): boolean {
    return hasMark(this.beforeSensitive, path) || hasMark(this.afterSensitive, path);
  }

  /** Whether the known values differ, or the new one is unknown. */
  changes(path: Path): boolean {
    return this.isUnknown(path) || !isSame(at(this.before, path), at(this.after, path));
  }

  beforeAt(...path: Path): Json | undefined {
    return at(this.before, path);
  }

  afterAt(...path: Path): Json | undefined {
    return at(this.after, path);
  }

  /** What a path was and becomes, for a report. */
  describe(path: Path): AttributeChange {
    const change = { attribute: printPath(path), before: at(this.before, path) };
    return this.isUnknown(path) ? { ...change, unknown: true } : { ...change, after: at(this.after, path) };
  }

  /** Values under Terraform's masks, before and after. */
  sensitiveValues(): Json[] {
    return [...masked(this.before, this.beforeSensitive), ...masked(this.after, this.afterSensitive)];
  }
}

/** `true` above the path, or at or below it. */
function hasMark(marks: Json | undefined, path: Path): boolean {
  let here = marks;
  for (const key of path) {
    if (here === true) return true;
    here = at(here, [key]);
  }
  return anyMark(here);
}

const anyMark = (marks: Json | undefined): boolean =>
  marks === true || (typeof marks === "object" && marks !== null && Object.values(marks).some(anyMark));

/** The values that a mask of the same shape covers. */
export function masked(value: Json | undefined, marks: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  if (marks === true) return [value];
  if (typeof marks !== "object" || marks === null) return [];
  const positions: (string | number)[] = Array.isArray(marks) ? [...marks.keys()] : Object.keys(marks);
  return positions.flatMap((key) => masked(at(value, [key]), at(marks, [key])));
}

const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);

export const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
