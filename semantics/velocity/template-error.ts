/** A template that can't be parsed or rendered; `line` and `column` count from 1. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`template line ${line}, column ${column}: ${message}`);
    this.name = "TemplateError";
  }
}

/** The error for a place in `source`, given as an offset in characters. */
export function templateErrorAt(source: string, offset: number, message: string): TemplateError {
  const before = source.slice(0, offset).split("\n");
  return new TemplateError(message, before.length, (before.at(-1)?.length ?? 0) + 1);
}
