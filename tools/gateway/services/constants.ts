import type { Integration } from "../api/rest-api";

/**
 * What an integration always sends as this member of a service's input: constants mapped to the query string, and those in its
 * request templates, be they JSON or a form. What a variable or a directive makes is left out.
 */
export function constantsOf({ requestParameters, requestTemplates }: Integration, member: string): string[] {
  const mapped = /^'(.*)'$/s.exec(requestParameters[`integration.request.querystring.${member}`] ?? "")?.[1];
  const templates = Object.values(requestTemplates).flatMap((template) => [
    ...inJson(template, member),
    ...inForm(template, member),
  ]);
  return [...new Set([...(mapped === undefined ? [] : [mapped]), ...templates])];
}

/** A header that an integration always sends. */
export const constantHeader = ({ requestParameters }: Integration, name: string): string | undefined => {
  const key = `integration.request.header.${name}`.toLowerCase();
  const source = Object.entries(requestParameters).find(([target]) => target.toLowerCase() === key)?.[1];
  return /^'(.*)'$/s.exec(source ?? "")?.[1];
};

const inJson = (template: string, member: string): string[] =>
  [...template.matchAll(new RegExp(`"${member}"\\s*:\\s*"([^"$#\\\\]+)"`, "g"))].map(([, value]) => value!);

function inForm(template: string, member: string): string[] {
  const values = [...template.matchAll(new RegExp(`(?:^|[&\\s])${member}=([^&\\s]*)`, "g"))].map(([, value]) =>
    value!.replace(/##$/, ""),
  );
  return values.flatMap((value) => {
    const encoded = /^\$util\.urlEncode\((?:'([^'$#]*)'|"([^"$#]*)")\)$/.exec(value);
    if (encoded) return [encoded[1] ?? encoded[2]!];
    return /[$#]/.test(value) || value === "" ? [] : [...new URLSearchParams(`value=${value}`).values()];
  });
}
