import type { Api } from "./route";

/** Date of the form `2028-11-01`; the moment is its beginning in UTC. */
export type IsoDate = `${number}-${number}-${number}`;

/**
 * What clients are told of a version's end. Each date needs the one before it and may not come earlier:
 * - `deprecated`: from then on clients should use another version;
 * - `sunset`: until then it answers, for sure;
 * - `removed`: since then it has no routes.
 */
export interface VersionLife {
  deprecated?: IsoDate;
  sunset?: IsoDate;
  removed?: IsoDate;
  /** Page that tells clients why, and what to do. @default - none */
  information?: `https://${string}`;
}

/**
 * Every version that an API ever had, oldest first. An entry is never deleted: `generated/versions.json` keeps what was
 * told to clients, and `npm run generate` refuses a register that takes it back.
 */
export type VersionRegister = Readonly<Record<Api["version"], VersionLife>>;

/**
 * Headers of every answer of a deprecated version: none of another. They depend on the register alone, never on the day.
 * `Deprecation` (RFC 9745) may lie in the future, as `Sunset` (RFC 8594) does; `Link` (RFC 8288) names the page for both and
 * the version that takes its place, as a base path of the same host.
 */
export function versionHeaders({ version, versions }: Pick<Api, "version" | "versions">): Record<string, string> {
  const { deprecated, sunset, information } = versions[version] ?? {};
  if (deprecated === undefined) return {};
  const successor = successorOf(version, versions);
  const links = [
    ...(information ? [`<${information}>; rel="deprecation"; type="text/html"`] : []),
    ...(information && sunset ? [`<${information}>; rel="sunset"; type="text/html"`] : []),
    ...(successor ? [`</${successor}>; rel="successor-version"`] : []),
  ];
  return {
    Deprecation: `@${Date.parse(deprecated) / 1000}`,
    ...(sunset && { Sunset: new Date(sunset).toUTCString() }),
    ...(links.length > 0 && { Link: links.join(", ") }),
  };
}

/** The next version that is there to stay. */
function successorOf(version: string, versions: VersionRegister): string | undefined {
  const all = Object.entries(versions);
  const later = all.slice(all.findIndex(([name]) => name === version) + 1);
  return later.find(([, { deprecated }]) => deprecated === undefined)?.[0];
}
