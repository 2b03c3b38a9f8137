import { ServiceError } from "./errors";

type Json = Record<string, unknown>;

/** A request's members, of which JSON may bring any type and a form brings text. */
export class Input {
  constructor(
    private readonly members: Json,
    private readonly protocol: "json" | "query" = "json",
  ) {}

  /** Undefined when absent. Throws SerializationException for another type. */
  text(name: string): string | undefined {
    return this.read(name, "String", (value) => (typeof value === "string" ? value : undefined));
  }

  integer(name: string): number | undefined {
    return this.read(name, "Integer", (value) => {
      const number = this.protocol === "query" ? Number(value || NaN) : value;
      return typeof number === "number" && Number.isInteger(number) ? number : undefined;
    });
  }

  /** Bytes, which JSON brings as base64. */
  blob(name: string): Buffer | undefined {
    return this.read(name, "Blob", (value) =>
      typeof value === "string" && isBase64(value) ? Buffer.from(value, "base64") : undefined,
    );
  }

  structure(name: string): Input | undefined {
    return this.read(name, "Structure", (value) => (isJson(value) ? new Input(value, this.protocol) : undefined));
  }

  /** Structures by key. */
  map(name: string): [string, Input][] | undefined {
    return this.read(name, "Map", (value) => {
      if (!isJson(value)) return undefined;
      const inner = new Input(value, this.protocol);
      return Object.keys(value).map((key): [string, Input] => [key, inner.structure(key) ?? new Input({})]);
    });
  }

  /** Structures, which a form numbers from 1 on. */
  list(name: string): Input[] | undefined {
    return this.read(name, "List", (value) => {
      const members = this.protocol === "query" ? numbered(value) : value;
      if (!Array.isArray(members)) return undefined;
      return members.map(
        (member: unknown) => new Input({ member }, this.protocol).structure("member") ?? new Input({}),
      );
    });
  }

  texts(name: string): string[] | undefined {
    return this.read(name, "List", (value) =>
      Array.isArray(value) && value.every((member) => typeof member === "string") ? value : undefined,
    );
  }

  private raw(name: string): unknown {
    return Object.hasOwn(this.members, name) ? (this.members[name] ?? undefined) : undefined;
  }

  private read<T>(name: string, type: string, convert: (value: unknown) => T | undefined): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const converted = convert(value);
    if (converted === undefined)
      throw new ServiceError("SerializationException", `${name}: ${tokenOf(value)} can not be converted to a ${type}`);
    return converted;
  }
}

/** Looks for what doesn't belong: a pattern of the whole runs out of stack on megabytes. */
const isBase64 = (text: string) => text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ""));

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `{1: a, 2: b}` as `[a, b]`. */
function numbered(value: unknown): unknown[] | undefined {
  if (!isJson(value)) return undefined;
  return Object.entries(value)
    .filter(([key]) => /^\d+$/.test(key))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, member]) => member);
}

/** As the services' JSON reader calls it. */
function tokenOf(value: unknown): string {
  if (Array.isArray(value)) return "START_ARRAY";
  if (typeof value === "object") return "START_OBJECT";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
}
