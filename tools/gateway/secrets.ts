import type { ClientRequest } from "./exchange";

/** Headers whose values are credentials. */
const credentialHeaders = ["authorization", "x-api-key", "x-amz-security-token", "cookie"];

/** Shorter ones say nothing and are in every text. */
const shortest = 4;

/**
 * A text for the terminal with the credentials of a request and the values of its query string struck out, which a function's
 * or a backend's error may repeat.
 */
export function withoutSecrets(text: string, { headers, query }: ClientRequest): string {
  const credentials = credentialHeaders.flatMap((name) => headers.all(name));
  const parts = credentials.flatMap((value) => value.split(/[\s,;]+|\w+=/).filter((part) => part.length >= 8));
  const secrets = [...credentials, ...parts, ...[...query.values()].flat()].filter(({ length }) => length >= shortest);
  const written = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return written.toSorted((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
