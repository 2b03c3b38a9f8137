import { at, isObject, isSame, type Json, type Path } from "./json";
import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";
import { isSecretName, isSecretValue, mentionsSecretName, replaceSecretForms } from "./secret-names";
import { SecretTexts } from "./secret-texts";

const mask = "(sensitive)";

/**
 * Takes secrets out of everything that is printed: what Terraform marks as sensitive, what is named like a secret, and what has
 * the form of one, each wherever it reappears, also escaped, URL-encoded or in base64. Texts must come here whole: a secret
 * that was cut in half is not recognized.
 */
export class Redaction {
  private readonly secrets = new SecretTexts(mask);

  constructor(plans: readonly Plan[]) {
    for (const plan of plans) {
      const changes = [...plan.changes, ...plan.drift];
      for (const change of changes) {
        for (const value of change.sensitiveValues()) this.hide(value);
        this.hideNamed(change.before);
        this.hideNamed(change.after);
      }
      for (const value of plan.hidden) this.hide(value);
      for (const { before, after, beforeSensitive, afterSensitive, name } of plan.outputs) {
        if (beforeSensitive || afterSensitive) for (const value of [before, after]) this.hide(value);
        this.hideNamed({ [name]: [before ?? null, after ?? null] });
      }
      this.hideNamed(Object.fromEntries([...plan.variables].map(([name, value]) => [name, value ?? null])));
    }
  }

  /** The text with every secret in it replaced. */
  redact(text: string): string {
    return replaceSecretForms(this.secrets.replaceIn(text), mask);
  }

  /** The same for every text in a value, names of attributes too; a value that is named like a secret is replaced as a whole. */
  redactJson(value: Json, name = ""): Json {
    if (isSecretName(name) && isSecretValue(value)) return mask;
    if (typeof value === "string") return this.redact(value);
    if (typeof value === "number") return this.secrets.has(String(value)) ? mask : value;
    if (Array.isArray(value)) return value.map((item) => this.redactJson(item, name));
    if (!isObject(value)) return value;
    const own = namedValue(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        this.redact(key),
        this.redactJson(item, own !== undefined && key === "value" ? own : key),
      ]),
    );
  }

  /** An attribute's value in print: `(sensitive, changed)`, or JSON without secrets. */
  value(change: ResourceChange, path: Path, json: Json | undefined): string {
    const name = path.findLast((key) => typeof key === "string") ?? "";
    if (change.isSensitive(path) || (isSecretName(name) && isSecretValue(json)))
      return isSame(at(change.before, path), at(change.after, path)) && !change.isUnknown(path)
        ? "(sensitive, unchanged)"
        : "(sensitive, changed)";
    return JSON.stringify(this.redactJson(json ?? null, name));
  }

  /** Every text and number in a value is a secret; of JSON that is written as a text only what is no plain word, such as `string`. */
  private hide(value: Json | undefined): void {
    eachLeaf(
      value,
      () => true,
      (leaf, name, isInner) => {
        if (!isInner || isSecretName(name) || !/^(?:[A-Za-z]{1,15}|.{1,3})$/.test(String(leaf)))
          this.secrets.add(String(leaf));
      },
    );
  }

  /** Texts whose attribute, environment variable or the like is named like a secret. */
  private hideNamed(value: Json | undefined): void {
    eachLeaf(value, mentionsSecretName, (leaf, name) => {
      if (isSecretName(name) && isSecretValue(leaf)) this.secrets.add(String(leaf));
    });
  }
}

/** `{ "name": "DB_PASSWORD", "value": "..." }`, as containers write their environment. */
const namedValue = (object: { [key: string]: Json }): string | undefined => {
  const name = Object.hasOwn(object, "name") ? object["name"] : object["key"];
  return typeof name === "string" && Object.hasOwn(object, "value") ? name : undefined;
};

/**
 * Calls back for every text and number with the name that it stands under, also inside of JSON that is written as a text.
 *
 * @param isWorthReading whether to look into a text that may be JSON
 */
function eachLeaf(
  value: Json | undefined,
  isWorthReading: (text: string) => boolean,
  visit: (leaf: string | number, name: string, isInner: boolean) => void,
): void {
  const open: [Json | undefined, string, boolean][] = [[value, "", false]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [item, own, isInner] = next;
    if (typeof item === "number") visit(item, own, isInner);
    else if (typeof item === "string") {
      visit(item, own, isInner);
      if (/^\s*[{[]/.test(item) && isWorthReading(item)) open.push([parsed(item), own, true]);
    } else if (Array.isArray(item)) for (const each of item) open.push([each, own, isInner]);
    else if (isObject(item)) {
      const named = namedValue(item);
      for (const [key, each] of Object.entries(item))
        open.push([each, named !== undefined && key === "value" ? named : key, isInner]);
    }
  }
}

function parsed(text: string): Json | undefined {
  try {
    const json = JSON.parse(text) as Json;
    return typeof json === "object" && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
