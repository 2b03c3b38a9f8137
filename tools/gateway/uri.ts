import { internalServerError, type Refusal } from "./exchange";

/** Fills `${stageVariables.name}`, which a stage without that variable leaves empty. */
export const fillStageVariables = (uri: string, variables: Record<string, string>): string =>
  uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? "");

/** Fills the path variables of an integration's URI: `{name}`, `{name+}`. */
export type UriTemplate = (path: Record<string, string>) => string | Refusal;

export function compileUri(uri: string): UriTemplate {
  const isHttp = /^https?:/.test(uri);
  if (isHttp && !hasHost(uri)) return () => internalServerError(`invalid endpoint address: ${uri}`);
  if (!uri.includes("{")) return () => uri;
  return (path) => {
    const filled = uri.replace(/\{([^}]+?)\+?\}/g, (all, name: string) => path[name] ?? (isHttp ? all : ""));
    return isHttp && !hasHost(filled) ? internalServerError(`invalid endpoint address: ${filled}`) : filled;
  };
}

/** Variables that are empty may leave an address without a host. */
const hasHost = (uri: string) => /^https?:\/\/[^/?#]/.test(uri) && URL.canParse(uri);
