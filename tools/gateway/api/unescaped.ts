import { Cursor } from "../terraform/cursor";
import { parseExpression } from "../terraform/expression";

/** Names with which a reference of Terraform's can begin; a resource type begins with its provider's name. */
const roots = new Set(["local", "var", "data", "path", "terraform", "each", "count", "module", "self"]);

export interface Escaped {
  text: string;
  /** What was meant for API Gateway and would be refused by Terraform, as written. */
  unescaped: string[];
}

/**
 * Escapes the `${...}` and `%{...}` in a document that can't be Terraform's, such as `${stageVariables.host}` or a template's
 * `${name}`: they have no function and begin with no name of Terraform's. Whatever else they are is left for Terraform.
 */
export function escapeForeign(document: string, providers: readonly string[]): Escaped {
  const unescaped: string[] = [];
  let text = "";
  let from = 0;
  for (const found of document.matchAll(/\$+\{|%+\{/g)) {
    if (found.index < from || found[0].length > 2) continue;
    const end = endOf(document, found.index, providers);
    if (end !== undefined) {
      text += document.slice(from, end);
      from = end;
      continue;
    }
    text += `${document.slice(from, found.index)}${found[0][0]}`;
    from = found.index;
    unescaped.push(/^[^}]*\}?/.exec(document.slice(found.index))![0].slice(0, 60));
  }
  return { text: text + document.slice(from), unescaped };
}

/** Where Terraform's interpolation or directive ends, undefined when it isn't one. */
function endOf(document: string, start: number, providers: readonly string[]): number | undefined {
  const cursor = new Cursor(document);
  cursor.position = start + 2;
  cursor.match(/~/y);
  if (document[start] === "%")
    return /^~?\s*(if|for|else|endif|endfor)\b/.test(document.slice(start + 2)) ? cursor.position : undefined;
  const root = /^\s*([A-Za-z_][\w-]*)/.exec(document.slice(cursor.position, cursor.position + 80))?.[1];
  if (root === undefined) return cursor.position;
  const isCall = /^\s*[A-Za-z_][\w-]*\s*\(/.test(document.slice(cursor.position, cursor.position + 80));
  const isReference = roots.has(root) || providers.some((provider) => root.startsWith(`${provider}_`));
  if (!isCall && !isReference) return undefined;
  try {
    parseExpression(cursor);
  } catch {
    return start + 2;
  }
  return cursor.position;
}
