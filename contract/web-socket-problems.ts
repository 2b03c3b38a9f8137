import type { Service } from "./service";
import type { WebSocketApi } from "./web-socket-api";

/** Patterns of one event source mapping (Lambda quotas), without a quota case. */
const mostPatterns = 5;

/** What of a service's WebSocket API doesn't fit together or to the rest, one line each. */
export function webSocketProblems({ webSocketApi: api, functions, tables, authorization }: Service): string[] {
  if (!api) return [];
  const scopes = Object.entries(authorization.resourceServers).flatMap(([server, names]) =>
    Object.keys(names).map((name) => `${server}/${name}`),
  );
  const problems = [
    ...unknown("authorizer", "function", api.authorizer.function, functions),
    ...api.scopes.flatMap((scope) =>
      scopes.includes(scope) ? [] : [`scopes: expected some of ${scopes.join(", ")}, got ${scope}`],
    ),
    ...(api.scopes.length === 0 ? ["scopes: expected one or more, as nobody could connect, got none"] : []),
    ...routeProblems(api, functions),
  ];
  if (api.push) {
    const { function: name, table, patterns } = api.push;
    problems.push(...unknown("push", "function", name, functions), ...unknown("push", "table", table, tables));
    if (tables[table] && !tables[table].stream)
      problems.push(`push: expected a table with a stream, got ${table}, which has none`);
    if (patterns.length === 0 || patterns.length > mostPatterns)
      problems.push(`push.patterns: expected 1 to ${mostPatterns}, got ${patterns.length}`);
  }
  return problems.map((problem) => `WebSocket API ${api.name}: ${problem}`);
}

function routeProblems({ routes }: WebSocketApi, functions: Service["functions"]): string[] {
  return Object.entries(routes).flatMap(([key, { integration, answer }]) => [
    ...(/^(\$(connect|disconnect|default)|[A-Za-z][\w-]{0,127})$/.test(key)
      ? []
      : [`route ${key}: expected $connect, $disconnect, $default or a letter, then letters, digits, - and _`]),
    ...(/^\$(dis)?connect$/.test(key) && answer
      ? [`route ${key}: answer: expected none, as it is no message, got one`]
      : []),
    ...(integration.type === "mock" && !answer
      ? [`route ${key}: answer: expected one, as API Gateway answers it, got none`]
      : []),
    ...(integration.type === "lambda" ? unknown(`route ${key}`, "function", integration.function, functions) : []),
  ]);
}

function unknown(subject: string, kind: string, name: string, known: object): string[] {
  return name in known
    ? []
    : [`${subject}: expected a ${kind} of the service (${Object.keys(known).join(", ")}), got ${name}`];
}
