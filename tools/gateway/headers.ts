import { setOwn } from "./own-property";

/** HTTP header fields: names compare without case, keep the case they came with, and may have several values. */
export class Headers {
  private readonly fields = new Map<string, { name: string; values: string[] }>();

  /** From node's `rawHeaders`: name, value, name, value ... */
  static fromRaw(raw: string[]): Headers {
    const headers = new Headers();
    for (let i = 0; i + 1 < raw.length; i += 2) headers.add(raw[i]!, raw[i + 1]!);
    return headers;
  }

  get(name: string): string | undefined {
    return this.fields.get(name.toLowerCase())?.values.at(-1);
  }

  all(name: string): string[] {
    return this.fields.get(name.toLowerCase())?.values ?? [];
  }

  has(name: string): boolean {
    return this.fields.has(name.toLowerCase());
  }

  add(name: string, value: string): void {
    const key = name.toLowerCase();
    const field = this.fields.get(key);
    if (field) field.values.push(value);
    else this.fields.set(key, { name, values: [value] });
  }

  set(name: string, ...values: string[]): void {
    this.fields.set(name.toLowerCase(), { name, values });
  }

  delete(name: string): void {
    this.fields.delete(name.toLowerCase());
  }

  entries(): Iterable<{ name: string; values: string[] }> {
    return this.fields.values();
  }

  /** One value per name, the last one. */
  single(): Record<string, string> {
    const values: Record<string, string> = {};
    for (const field of this.fields.values()) setOwn(values, field.name, field.values.at(-1)!);
    return values;
  }

  multi(): Record<string, string[]> {
    const values: Record<string, string[]> = {};
    for (const field of this.fields.values()) setOwn(values, field.name, field.values);
    return values;
  }

  /** As node's `writeHead` takes them, names as given. */
  raw(): string[] {
    const raw: string[] = [];
    for (const { name, values } of this.fields.values()) for (const value of values) raw.push(name, value);
    return raw;
  }
}
