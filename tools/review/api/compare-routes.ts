import type { Json } from "../json";
import { knownAfterApply, type Parameter, type Route } from "./api";
import { closedMechanisms } from "./authorization";
import { compareIntegrations } from "./compare-integrations";
import { compareBodies, compareParameterSchemas, compareResponses } from "./compare-messages";
import type { SchemaComparison } from "./compare-schemas";
import { type ApiDifference, sayOf } from "./difference";

/** What changes for the callers of one route. */
export const compareRoutes = (before: Route, after: Route, schemas: SchemaComparison): ApiDifference[] => [
  ...compareAuthorization(before, after),
  ...compareParameters(before, after, schemas),
  ...compareBodies(before, after, schemas),
  ...compareResponses(before, after, schemas),
  ...compareValidation(before, after),
  ...compareIntegrations(before, after),
];

/** Authorization and API key. A preflight that API Gateway answers itself may be open: browsers send it without credentials. */
export function compareAuthorization(before: Route, after: Route): ApiDifference[] {
  const say = sayOf(after);
  const [old, now] = [before.authorization, after.authorization];
  const wasClosed = closedMechanisms.has(old.mechanism);
  const isPreflight = after.method === "OPTIONS" && after.integration?.type === "MOCK";
  const differences: ApiDifference[] = [];
  const values = { before: describe(old), after: describe(now) };
  if (now.mechanism === knownAfterApply && old.mechanism !== knownAfterApply)
    differences.push(
      say("authorization-changed", "authorization can't be judged: it is known only after apply", values),
    );
  else if (old.mechanism !== "NONE" && now.mechanism === "NONE")
    differences.push({
      ...say("authorization-removed", `authorization is removed (was ${old.mechanism})`, values),
      ...(isPreflight && { severity: "info" as const }),
    });
  else if (wasClosed && !closedMechanisms.has(now.mechanism))
    differences.push(
      say("authorization-removed", `authorization by ${old.mechanism} gives way to ${now.mechanism}`, values),
    );
  else if (old.mechanism === "NONE" && now.mechanism !== "NONE")
    differences.push(say("authorization-changed", `authorization is now required (${now.mechanism})`, values));
  else if (old.mechanism !== now.mechanism)
    differences.push(
      say("authorization-changed", `authorization changes from ${old.mechanism} to ${now.mechanism}`, values),
    );
  else if (old.authorizer !== now.authorizer)
    differences.push(
      say(
        "authorization-changed",
        `another authorizer decides: ${now.authorizer ?? "none"} instead of ${old.authorizer ?? "none"}`,
        values,
      ),
    );
  else differences.push(...compareScopes(before, after));
  if (before.apiKeyRequired && !after.apiKeyRequired)
    differences.push({
      ...say("api-key-not-required", "no API key is required any more", { before: true, after: false }),
      ...(isPreflight && { severity: "info" as const }),
    });
  if (!before.apiKeyRequired && after.apiKeyRequired)
    differences.push(say("api-key-required", "an API key is now required", { before: false, after: true }));
  return differences;
}

const describe = ({ mechanism, authorizer, scopes }: Route["authorization"]): Json =>
  [mechanism, ...(authorizer === undefined ? [] : [authorizer]), ...scopes].join(" ");

/** A token needs one of the scopes; without any, Cognito authorizers take identity tokens instead of access tokens. */
function compareScopes(before: Route, after: Route): ApiDifference[] {
  const [old, now] = [before.authorization.scopes, after.authorization.scopes];
  const values = { before: old, after: now };
  const say = sayOf(after);
  const dropped = old.filter((scope) => !now.includes(scope));
  const added = now.filter((scope) => !old.includes(scope));
  if (old.length === 0 && added.length > 0)
    return [say("authorization-changed", `a scope is now required (${added.join(", ")})`, values)];
  if (now.length === 0 && dropped.length > 0)
    return [say("authorization-changed", `no scope is required any more (was ${old.join(", ")})`, values)];
  return [
    ...(dropped.length > 0
      ? [say("authorization-changed", `scope ${dropped.join(", ")} is no longer enough`, values)]
      : []),
    ...(added.length > 0
      ? [
          {
            ...say("authorization-changed", `scope ${added.join(", ")} is enough from now on`, values),
            severity: "medium" as const,
          },
        ]
      : []),
  ];
}

function compareParameters(before: Route, after: Route, schemas: SchemaComparison): ApiDifference[] {
  const say = sayOf(after);
  const added = [...after.parameters].flatMap(([key, parameter]) =>
    before.parameters.has(key) || !parameter.required || parameter.place === "path"
      ? []
      : [say("parameter-required", `new ${nameOf(parameter)} is required`)],
  );
  const kept = [...before.parameters].flatMap(([key, parameter]) => {
    const now = after.parameters.get(key);
    if (now === undefined)
      return parameter.place === "path" ? [] : [say("parameter-removed", `${nameOf(parameter)} is no longer known`)];
    return [
      ...(now.required && !parameter.required
        ? [say("parameter-required", `${nameOf(now)} is now required`, { before: false, after: true })]
        : []),
      ...compareParameterSchemas(after, nameOf(now), schemas.compare(parameter.schema, now.schema)),
    ];
  });
  return [...added, ...kept];
}

const placeNames: Record<Parameter["place"], string> = {
  path: "path parameter",
  query: "query parameter",
  header: "header",
  cookie: "cookie",
  form: "form field",
};
const nameOf = ({ place, name }: Parameter): string => `${placeNames[place]} ${name}`;

function compareValidation(before: Route, after: Route): ApiDifference[] {
  return (["body", "parameters"] as const).flatMap((what) => {
    const [old, now] = [before.validates[what], after.validates[what]];
    if (old === now) return [];
    const says = now
      ? `the ${what} of requests will be validated`
      : `the ${what} of requests won't be validated any more`;
    const promises =
      what === "body" ? after.body !== undefined : [...after.parameters.values()].some((p) => p.required);
    return [
      {
        ...sayOf(after)("request-validation-changed", says, { before: old, after: now }),
        ...(promises ? {} : { severity: "info" as const }),
      },
    ];
  });
}
