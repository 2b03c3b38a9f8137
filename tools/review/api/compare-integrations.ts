import { isSame, type Json } from "../json";
import { type Integration, knownAfterApply, managedElsewhere, type Route } from "./api";
import { type ApiDifference, sayOf } from "./difference";

/** Who answers, how it is called and how messages are mapped; the contract may be the same. */
export function compareIntegrations(before: Route, after: Route): ApiDifference[] {
  const [old, now] = [before.integration, after.integration];
  if (!old && !now) return [];
  const say = sayOf({ ...after, address: now?.address ?? after.address });
  if (!now) return [say("integration-removed", "no backend answers any more")];
  if (!old) return [{ ...say("integration-changed", "a backend answers now"), severity: "info" }];
  if (old.type === managedElsewhere || now.type === managedElsewhere)
    return old.type === now.type && old.target === now.target
      ? []
      : [
          say("integration-changed", "another integration answers, which this plan doesn't show", {
            before: old.target,
            after: now.target,
          }),
        ];
  return [
    ...compareTargets(old, now, say),
    ...(now.timeoutMilliseconds < old.timeoutMilliseconds
      ? [
          say(
            "integration-timeout-lowered",
            `the backend has ${now.timeoutMilliseconds} ms to answer, was ${old.timeoutMilliseconds} ms`,
            {
              before: old.timeoutMilliseconds,
              after: now.timeoutMilliseconds,
            },
          ),
        ]
      : []),
    ...compareCalls(old, now, say),
    ...compareMappings(old, now, say),
    ...compareCors(old, now, say),
  ];
}

type Say = ReturnType<typeof sayOf>;

function compareTargets(old: Integration, now: Integration, say: Say): ApiDifference[] {
  if (old.type !== now.type)
    return [
      say("integration-changed", `the integration changes from ${old.type} to ${now.type}`, {
        before: old.target,
        after: now.target,
      }),
    ];
  if (now.target === old.target) return [];
  const values = { before: old.target, after: now.target };
  if (now.target === knownAfterApply)
    return [say("integration-changed", "which backend answers is known only after apply", values)];
  const isRelease = withoutVersion(old.target) === withoutVersion(now.target);
  return [
    isRelease
      ? { ...say("integration-changed", "another version of the same function answers", values), severity: "info" }
      : say("integration-changed", "another backend answers", values),
  ];
}

const withoutVersion = (target: string): string => target.replace(/(:function:[^:/]+):\d+(?=\/|$)/, "$1");

function compareCalls(old: Integration, now: Integration, say: Say): ApiDifference[] {
  const changed = [...new Set([...Object.keys(old.call), ...Object.keys(now.call)])].filter(
    (name) => !isSame(old.call[name] ?? usual[name], now.call[name] ?? usual[name]),
  );
  const calls = changed.map((name) =>
    say("integration-changed", `the backend is called with another ${callNames[name] ?? name}`, {
      before: old.call[name] ?? null,
      after: now.call[name] ?? null,
    }),
  );
  return isSame(old.cacheKey, now.cacheKey)
    ? calls
    : [
        ...calls,
        say("integration-changed", "answers are cached by other parameters", {
          before: old.cacheKey,
          after: now.cacheKey,
        }),
      ];
}

/** What API Gateway takes where nothing is said. */
const usual: Record<string, Json> = {
  connectionType: "INTERNET",
  passthroughBehavior: "WHEN_NO_MATCH",
  responseTransferMode: "BUFFERED",
};
const callNames: Record<string, string> = {
  httpMethod: "method",
  credentials: "role",
  connectionType: "connection",
  connectionId: "VPC link",
  passthroughBehavior: "passthrough behavior",
  contentHandling: "content handling",
};

function compareMappings(old: Integration, now: Integration, say: Say): ApiDifference[] {
  const [answers, newAnswers] = [withoutCors(old.responses), withoutCors(now.responses)];
  return [
    ...(isSame(old.request, now.request)
      ? []
      : [
          say("integration-changed", "requests reach the backend differently mapped", {
            before: old.request,
            after: now.request,
          }),
        ]),
    ...(isSame(answers, newAnswers)
      ? []
      : [
          say("integration-changed", "answers of the backend are differently mapped", {
            before: answers,
            after: newAnswers,
          }),
        ]),
  ];
}

const corsHeader = /access-control-/i;

function withoutCors(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutCors);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) => (corsHeader.test(key) ? [] : [[key, withoutCors(value)]])),
  );
}

/** Access-Control-* headers of integration responses, lists as sets. */
function compareCors(old: Integration, now: Integration, say: Say): ApiDifference[] {
  const [was, is] = [corsHeaders(old.responses), corsHeaders(now.responses)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((header): ApiDifference[] => {
    const [before, after] = [was.get(header), is.get(header)];
    if (before === undefined || after === undefined)
      return [
        say("cors-changed", `header ${header} is ${after === undefined ? "no longer sent" : "sent from now on"}`, {
          ...(before !== undefined && { before: [...before].join(",") }),
          ...(after !== undefined && { after: [...after].join(",") }),
        }),
      ];
    const lost = [...before].filter((value) => !after.has(value));
    const gained = [...after].filter((value) => !before.has(value));
    if (lost.length === 0 && gained.length === 0) return [];
    const values = { before: [...before].join(","), after: [...after].join(",") };
    const difference = say("cors-changed", `header ${header} changes`, values);
    const isHarmless = lost.length === 0 && /allow-(methods|headers)$|expose-headers$/.test(header) && !after.has("*");
    return [isHarmless ? { ...difference, severity: "info" } : difference];
  });
}

function corsHeaders(json: Json, found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (typeof json !== "object" || json === null) return found;
  for (const [key, value] of Object.entries(json)) {
    const header = /access-control-[a-z-]+$/i.exec(key)?.[0].toLowerCase();
    if (header !== undefined && typeof value === "string")
      found.set(
        header,
        new Set(
          value
            .replaceAll(/^'|'$/g, "")
            .split(",")
            .map((one) => one.trim())
            .toSorted(),
        ),
      );
    else corsHeaders(value, found);
  }
  return found;
}
