/** Secrets of at least this many characters are found inside of other words too. */
const longEnough = 8;
/** Shorter ones are only found as a word of their own, and those below this only where they are the whole text. */
const wordLength = 4;
/** Longer secrets are looked up by their first characters. */
const keyLength = 32;
/** Encoded forms are made of secrets up to this length. */
const longestEncoded = 8_192;
/** Values that say nothing; hiding the words would only make the rest unreadable. */
const emptyWords = new Set(["true", "false", "null", "none", "undefined"]);

/** Secrets whose first four characters are the same: by key, grouped by the keys' lengths, longest first. */
interface Bucket {
  lengths: number[];
  secrets: Map<string, string[]>;
}

/** A set of texts that is found and replaced in other texts in one pass, however many they are. */
export class SecretTexts {
  private readonly whole = new Set<string>();
  private readonly buckets = new Map<string, Bucket>();
  /** Whether any secret starts with characters of this hash: most positions are passed by without a look-up. */
  private readonly starts = new Uint8Array(hashes);

  constructor(private readonly mask: string) {}

  /** Adds a secret with the forms in which it may reappear. */
  add(secret: string): void {
    const text = secret.trim();
    if (text === "" || this.whole.has(text)) return;
    this.whole.add(text).add(secret);
    if (text.length < wordLength || emptyWords.has(text)) return;
    for (const form of formsOf(text)) this.index(form);
    if (text.includes("\n")) for (const line of text.split("\n")) if (line.trim().length >= 12) this.add(line);
  }

  has(text: string): boolean {
    return this.whole.has(text);
  }

  replaceIn(text: string): string {
    if (this.whole.has(text)) return this.mask;
    let safe = "";
    let from = 0;
    for (let position = 0; position + wordLength <= text.length; position++) {
      if (this.starts[hashAt(text, position)] === 0) continue;
      const length = this.secretAt(text, position);
      if (length === 0) continue;
      safe += text.slice(from, position) + this.mask;
      from = position + length;
      position = from - 1;
    }
    return from === 0 ? text : safe + text.slice(from);
  }

  /** Length of the longest secret that starts here; 0 when there is none. */
  private secretAt(text: string, position: number): number {
    const bucket = this.buckets.get(text.slice(position, position + wordLength));
    for (const length of bucket?.lengths ?? []) {
      const found = bucket?.secrets
        .get(text.slice(position, position + length))
        ?.find(
          (secret) =>
            text.startsWith(secret, position) &&
            (secret.length >= longEnough || isWord(text, position, position + secret.length)),
        );
      if (found !== undefined) return found.length;
    }
    return 0;
  }

  private index(secret: string): void {
    const start = secret.slice(0, wordLength);
    this.starts[hashAt(secret, 0)] = 1;
    const bucket = this.buckets.get(start) ?? { lengths: [], secrets: new Map<string, string[]>() };
    this.buckets.set(start, bucket);
    const key = secret.slice(0, keyLength);
    if (!bucket.lengths.includes(key.length)) {
      bucket.lengths.push(key.length);
      bucket.lengths.sort((a, b) => b - a);
    }
    const same = bucket.secrets.get(key) ?? [];
    bucket.secrets.set(key, same);
    if (same.includes(secret)) return;
    same.push(secret);
    same.sort((a, b) => b.length - a.length);
  }
}

const hashes = 1 << 20;

function hashAt(text: string, position: number): number {
  const first = text.charCodeAt(position) | (text.charCodeAt(position + 1) << 16);
  const second = text.charCodeAt(position + 2) | (text.charCodeAt(position + 3) << 16);
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (hashes - 1);
}

const isWord = (text: string, start: number, end: number): boolean =>
  !isWordCharacter(text[start - 1]) && !isWordCharacter(text[end]);

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** A secret as it is, and escaped or encoded. */
function formsOf(secret: string): Set<string> {
  const forms = new Set([secret]);
  if (/[^A-Za-z0-9_.~-]/.test(secret)) for (const form of escapedForms(secret)) forms.add(form);
  if (secret.length >= longEnough && secret.length <= longestEncoded)
    for (const form of base64Of(secret)) forms.add(form);
  return forms;
}

function escapedForms(secret: string): string[] {
  const escaped = escapedInJson(secret);
  const inHtml = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  // halves of surrogate pairs can't be URL-encoded
  const encoded = encodeURIComponent(Buffer.from(secret).toString());
  return [
    escaped,
    escapedInJson(escaped),
    // Terraform's own JSON writes <, > and & this way
    escaped.replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
    inHtml,
    inHtml.replaceAll('"', "&quot;"),
    encoded,
    encoded.replaceAll(/%../g, (byte) => byte.toLowerCase()),
    encoded.replaceAll("%20", "+"),
  ];
}

const escapedInJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** In base64 and base64url: the characters that stay the same wherever it lies in a longer text. */
const base64Of = (secret: string): string[] =>
  [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.from("\0".repeat(offset) + secret);
    const text = shifted.toString("base64");
    const known = text.slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6));
    if (known.length < longEnough) return [];
    return /[+/]/.test(known) ? [known, known.replaceAll("+", "-").replaceAll("/", "_")] : [known];
  });
