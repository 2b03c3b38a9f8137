import type { Exchange, Refusal } from "./exchange";
import { internalServerError } from "./exchange";

/** Fills the variables of an integration's URI: `{pathParameter}` and `${stageVariables.name}`. */
export type UriTemplate = (exchange: Exchange, path: Record<string, string>) => string | Refusal;

export function compileUri(uri: string): UriTemplate {
  if (!/[{]/.test(uri)) return () => uri;
  return (exchange, path) => {
    const filled = uri
      .replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => exchange.stage.stage.variables[name] ?? "")
      .replace(/\{([^}]+?)\+?\}/g, (all, name: string) => path[name] ?? (/^https?:/.test(uri) ? all : ""));
    if (!isComplete(filled)) return internalServerError(`invalid endpoint address: ${filled}`);
    return filled;
  };
}

/** An HTTP address must still have a host when its variables are filled in. */
function isComplete(uri: string): boolean {
  return !/^https?:/.test(uri) || (/^https?:\/\/[^/?#]/.test(uri) && URL.canParse(uri));
}
