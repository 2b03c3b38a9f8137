import type { DomainName } from "./api/rest-api";
import type { Destination, GatewayAnswer } from "./exchange";
import type { ServedStage } from "./served-stage";
import type { Inspection } from "./services/inspection";

/** Where a request leads, or why it leads nowhere; the endpoint itself answers its health check and looks at services. */
export type Arrival =
  { destination: Destination } | { lost: string } | { healthCheck: true } | { inspection: GatewayAnswer };

/** Finds a stage by Host header and path, as API Gateway's endpoints do. */
export type AddressBook = (host: string, path: string, vpcEndpointId: string | undefined) => Arrival;

/** `/_aws/execute-api/<api id>/<stage>/...` reaches a stage without name resolution, on any host. */
const localPath = /^\/+_aws\/execute-api\/([^/]+)\/([^/]+)(.*)$/s;
/** `<api id>.execute-api.<anything>`; private APIs also answer to `<api id>-<vpc endpoint id>`. */
const executeApiHost = /^([a-z0-9]+)(?:-(vpce-[0-9a-f]+))?\.execute-api\./;

/** Addresses and `localhost`: a name of its own could be one that another site's page made lead here (DNS rebinding). */
const namesThisMachine = /^(?:localhost|[\d.]+|\[[\da-f:.]+\])$/;

/** Reserved at the root of every endpoint, before stages and base paths (developer guide, "Important notes"). */
const healthChecks = new Set(["/ping", "/sping"]);

export function createAddressBook(
  stages: readonly ServedStage[],
  domains: readonly DomainName[],
  inspect: Inspection = () => undefined,
): AddressBook {
  const byApi = new Map<string, Map<string, ServedStage>>();
  for (const served of stages) {
    const own = byApi.get(served.api.id) ?? new Map<string, ServedStage>();
    byApi.set(served.api.id, own.set(served.stage.name, served));
  }
  const byDomain = new Map(domains.map((domain) => [domain.name.toLowerCase(), domain]));

  return (hostHeader, path, vpcEndpoint) => {
    const host = hostHeader.replace(/:\d+$/, "").toLowerCase();
    const local = localPath.exec(path);
    if (local) {
      const [, apiId, stageName, rest] = local;
      const stage = byApi.get(apiId!)?.get(stageName!);
      return arrive(stage, {
        apiId: apiId!,
        stageName: stageName!,
        rest: rest!,
        basePath: "",
        domainName: `${apiId}.execute-api.localhost`,
        contextPath: `/${stageName}${rest}`,
        vpcEndpoint,
      });
    }
    const executeApi = executeApiHost.exec(host);
    if (executeApi) return fromExecuteApi(byApi, host, path, executeApi[1]!, executeApi[2] ?? vpcEndpoint);
    for (const name of new Set([host, host.replace(/\.localhost$/, "")])) {
      // a name of its own comes before the wildcard that it is part of
      const domain = byDomain.get(name) ?? byDomain.get(name.replace(/^[^.]+/, "*"));
      if (domain) return fromDomain(byApi, { ...domain, name }, path, vpcEndpoint);
    }
    const inspection = namesThisMachine.test(host) ? inspect(path) : undefined;
    if (inspection) return { inspection };
    return { lost: `host ${host || "(none)"}: expected ${known(byApi, domains)}` };
  };
}

type StagesByApi = Map<string, Map<string, ServedStage>>;

function fromExecuteApi(
  byApi: StagesByApi,
  host: string,
  path: string,
  apiId: string,
  vpcEndpoint: string | undefined,
): Arrival {
  const stages = byApi.get(apiId);
  if (!stages) return { lost: `host ${host}: expected an api id of ${[...byApi.keys()].join(", ")}` };
  if (healthChecks.has(path)) return { healthCheck: true };
  const disabled = [...stages.values()].some(({ api }) => api.disableExecuteApiEndpoint);
  if (disabled) return { lost: `host ${host}: the execute-api endpoint is disabled, use the custom domain name` };
  const [, stageName, rest] = /^\/*([^/]*)(.*)$/s.exec(path)!;
  return arrive(stages.get(stageName!), {
    apiId,
    stageName: stageName!,
    rest: rest!,
    basePath: "",
    domainName: host,
    contextPath: path,
    vpcEndpoint,
  });
}

function fromDomain(byApi: StagesByApi, domain: DomainName, path: string, vpcEndpoint: string | undefined): Arrival {
  const trimmed = path.replace(/^\/+/, "/");
  if (healthChecks.has(trimmed)) return { healthCheck: true };
  const mapping = domain.mappings.find(
    ({ basePath }) => basePath === "" || trimmed === `/${basePath}` || trimmed.startsWith(`/${basePath}/`),
  );
  if (!mapping) {
    const paths = domain.mappings.map(({ basePath }) => `/${basePath}`).join(", ");
    return { lost: `${domain.name}: expected a base path ${paths || "mapping"}, got ${trimmed}` };
  }
  const below = mapping.basePath === "" ? trimmed : trimmed.slice(mapping.basePath.length + 1);
  const [, named, rest] = mapping.stage === "" ? /^\/*([^/]*)(.*)$/s.exec(below)! : ["", mapping.stage, below];
  const basePath = mapping.basePath === "" ? "" : `/${mapping.basePath}`;
  const stage = byApi.get(mapping.apiId)?.get(named);
  return arrive(stage, {
    apiId: mapping.apiId,
    stageName: named,
    rest,
    basePath,
    domainName: domain.origin ?? domain.name,
    contextPath: path,
    vpcEndpoint,
  });
}

interface Address {
  apiId: string;
  stageName: string;
  /** Path behind the stage or base path. */
  rest: string;
  basePath: string;
  domainName: string;
  contextPath: string;
  /** What `x-gatehouse-vpce` says, undefined without it. */
  vpcEndpoint: string | undefined;
}

function arrive(stage: ServedStage | undefined, address: Address): Arrival {
  if (!stage) return { lost: `api ${address.apiId}: expected a stage that is deployed, got "${address.stageName}"` };
  const resourcePath = address.rest.replace(/^\/*/, "/");
  const vpcEndpointId = stage.api.door === "private" ? comingThrough(stage, address.vpcEndpoint) : undefined;
  return {
    destination: {
      stage,
      resourcePath,
      contextPath: address.contextPath,
      eventPath: address.basePath + resourcePath,
      domainName: address.domainName,
      ...(vpcEndpointId !== undefined && { vpcEndpointId }),
    },
  };
}

function comingThrough(stage: ServedStage, asked: string | undefined): string | undefined {
  if (asked === "none") return undefined;
  return asked ?? stage.vpcEndpoints.keys().next().value;
}

function known(byApi: StagesByApi, domains: readonly DomainName[]): string {
  const hosts = [...domains.map(({ name }) => name), ...[...byApi.keys()].map((id) => `${id}.execute-api.localhost`)];
  return `${hosts.join(", ")} or a path /_aws/execute-api/<api id>/<stage>`;
}
