/** A place in a Terraform expression or template, moved forward by its parsers. */
export class Cursor {
  position = 0;

  constructor(readonly source: string) {}

  get done(): boolean {
    return this.position >= this.source.length;
  }

  /** Whether the text goes on with `text` here. */
  at(text: string): boolean {
    return this.source.startsWith(text, this.position);
  }

  /** Takes `text` when it is next, after white space. */
  take(text: string): boolean {
    this.skipSpace();
    if (!this.at(text)) return false;
    this.position += text.length;
    return true;
  }

  /** Takes the word `word` when it is next and not the start of a longer one. */
  takeWord(word: string): boolean {
    this.skipSpace();
    if (!this.at(word) || /[\w-]/.test(this.source[this.position + word.length] ?? "")) return false;
    this.position += word.length;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.error(JSON.stringify(text));
  }

  /** Takes what the sticky expression matches here, else undefined. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.source)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)*/y);
  }

  error(expected: string): Error {
    const rest = this.source.slice(this.position, this.position + 30);
    const got = rest === "" ? "the end" : JSON.stringify(rest);
    return new Error(`expression ${JSON.stringify(shorten(this.source))}: expected ${expected}, got ${got}`);
  }
}

const shorten = (text: string) => (text.length > 120 ? `${text.slice(0, 117)}...` : text);
