import { ServiceError } from "./errors";

/** The longest text that any member with a pattern may have. */
const longest = 2048;

/** Collects what breaks the constraints of a service's model, and says it as the services do: all in one ValidationException. */
export class Constraints {
  private readonly broken: string[] = [];

  required(member: string, value: unknown): this {
    if (value === undefined) this.add("null", member, "Member must not be null");
    return this;
  }

  /** Characters of text, bytes of a blob, members of a list. */
  length(member: string, value: string | Buffer | unknown[] | undefined, least: number, most: number): this {
    if (value === undefined) return this;
    const shown = Buffer.isBuffer(value)
      ? `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`
      : Array.isArray(value)
        ? `[${value.length === 0 ? "" : `${value.length} members`}]`
        : value;
    if (value.length < least)
      this.add(`'${shown}'`, member, `Member must have length greater than or equal to ${least}`);
    if (value.length > most) this.add(`'${shown}'`, member, `Member must have length less than or equal to ${most}`);
    return this;
  }

  /** Of text whose value isn't repeated. */
  bytes(member: string, value: string, most: number): this {
    if (Buffer.byteLength(value) > most)
      this.broken.push(
        `Value at '${member}' failed to satisfy constraint: Member must have size less than or equal to ${most} bytes in UTF-8 encoding`,
      );
    return this;
  }

  /** Of text that is not too long anyway. */
  pattern(member: string, value: string | undefined, pattern: RegExp): this {
    if (
      value !== undefined &&
      value.length <= longest &&
      !new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(value)
    )
      this.add(`'${value}'`, member, `Member must satisfy regular expression pattern: ${pattern.source}`);
    return this;
  }

  /** Throws when anything was broken. */
  check(): void {
    const { length } = this.broken;
    if (length === 0) return;
    const errors = `${length} validation error${length === 1 ? "" : "s"} detected`;
    throw new ServiceError("ValidationException", `${errors}: ${this.broken.join("; ")}`);
  }

  private add(value: string, member: string, constraint: string): void {
    this.broken.push(`Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`);
  }
}
