import type { Json } from "./json";

const secretWords =
  /secret|token|passw(?:or)?d|passphrase|(?:^|_)pwd(?:_|$)|api_?key|private_?key|credential|access_?key|auth_?key|signing_?key|session_?key|conn(?:ection)?_?str|(?:^|_)dsn$|webhook/;

/** Names that speak of a secret without being one: its ARN, its lifetime, where it is sent. */
const aboutSecrets =
  /_(?:arns?|ids?|names?|ur[il]s?|endpoint|header|path|prefix|types?|ttl|source|param(?:eter)?s?|algorithm|issuer|audience|table|length|policy|required|enabled|validity|units|format|rotation|version|status|days|hours|minutes|seconds|expiration|expiry|count|file|mode|field|scopes?|region|bucket|alias|usage|max|min|limit|prevention|age|location|provider|flows?|size|use|method|alg|claims?|key_source)$/;

const known = new Map<string, boolean>();

/** Whether an attribute or variable is named like one that holds a secret: `DB_PASSWORD`, `apiKey`, not `SECRET_ARN`. */
export function isSecretName(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;
  const words = name
    .slice(0, 200)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_");
  const answer = secretWords.test(words) && !aboutSecrets.test(words);
  if (known.size >= 50_000) known.clear();
  known.set(name, answer);
  return answer;
}

/** Whether a value under a secret's name is the secret itself, and not a reference to it or a setting. */
export function isSecretValue(value: Json | undefined): value is string | number {
  if (typeof value === "number") return String(value).length >= 6;
  return typeof value === "string" && value.length >= 4 && !reference.test(value) && !setting.test(value);
}

const reference =
  /^(?:arn:|\$|\{\{|(?:method|integration|context|stageVariables|route)\.|ssm:|secretsmanager:|\/[\w.-]+(?:\/[\w.-]+)+$|[a-z]+:\/\/[^@\s]*$)/;
const setting =
  /^'?(?:true|false|null|none|required|optional|enabled?|disabled?|default|header|authorizer|auto|always|never|unset|not[ _-]?set)'?$/i;

/** Whether a text can hold a name that {@link isSecretName} takes for a secret's. */
export const mentionsSecretName = (text: string): boolean =>
  /secret|token|passw|passphrase|pwd|api[^a-z]?key|private[^a-z]?key|credential|access[^a-z]?key|auth[^a-z]?key|signing[^a-z]?key|session[^a-z]?key|conn|dsn|webhook/i.test(
    text,
  );

/** Texts that are secrets wherever they stand, by their form; what a form captures as `before` is none. */
const secretForms: readonly { hints: readonly string[]; form: RegExp }[] = [
  {
    hints: ["PRIVATE KEY-----"],
    form: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
  },
  { hints: ["AKIA", "ASIA"], form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { hints: [".eyJ"], form: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g },
  {
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "npm_"],
    form: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{30,})/g,
  },
  {
    hints: ["xox", "hooks.slack.com"],
    form: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bhttps:\/\/hooks\.slack\.com\/services\/[\w/]+/g,
  },
  { hints: ["k_live_", "k_test_", "whsec_"], form: /\b(?:[spr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{10,}/g },
  { hints: ["AIza"], form: /\bAIza[\w-]{35}/g },
  {
    hints: ["://"],
    form: /\b(?<before>[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/[^\s:@/"'\\]{0,200}:)[^\s@/"'\\]{1,500}(?=@)/g,
  },
  {
    hints: ["="],
    form: /(?<before>(?:password|passwd|pwd|secret|token|api[_-]?key)[A-Za-z0-9_-]{0,40}=)(?!arn:|\$)[^\s;,"'&\\]{4,500}/gi,
  },
];

/** The text with everything that has the form of a secret replaced. */
export const replaceSecretForms = (text: string, mask: string): string =>
  secretForms.reduce(
    (safe, { hints, form }) =>
      hints.some((hint) => safe.includes(hint))
        ? safe.replaceAll(form, (...found) => `${beforeOf(found) ?? ""}${mask}`)
        : safe,
    text,
  );

const beforeOf = (found: unknown[]): string | undefined => {
  const groups = found.at(-1);
  return typeof groups === "object" && groups !== null ? (groups as { before?: string }).before : undefined;
};
