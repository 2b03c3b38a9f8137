import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import type { DomainName } from "./rest-api";

/** Host names of distributions, then custom domain names, with the base paths that are mapped on them. */
export function loadDomainNames(configuration: Configuration): DomainName[] {
  const domains = new Map<string, DomainName>();
  for (const declared of configuration.resources("aws_api_gateway_domain_name")) {
    const name = declared.text("domain_name");
    domains.set(name, { name, mappings: [] });
  }
  for (const mapping of configuration.resources("aws_api_gateway_base_path_mapping"))
    addMapping(domains, mapping, "base_path", "stage_name", mapping.get("api_id"));
  for (const mapping of configuration.resources("aws_apigatewayv2_api_mapping")) {
    const api = mapping.get("api_id");
    const isRest = configuration.resources("aws_api_gateway_rest_api").some((rest) => rest.get("id") === api);
    if (isRest) addMapping(domains, mapping, "api_mapping_key", "stage", api);
  }
  for (const domain of domains.values()) domain.mappings.sort((a, b) => b.basePath.length - a.basePath.length);
  return [...distributed(configuration, domains), ...domains.values()];
}

/** Aliases of CloudFront distributions that hand requests on to a custom domain name. */
function distributed(configuration: Configuration, domains: ReadonlyMap<string, DomainName>): DomainName[] {
  return configuration.resources("aws_cloudfront_distribution").flatMap((distribution) => {
    const origins = [distribution.written("origin") ?? []].flat() as { domain_name?: unknown }[];
    const behind = origins.flatMap((origin) => domains.get(known(distribution, origin.domain_name)) ?? []);
    const aliases = behind.length > 0 ? ([distribution.argument("aliases") ?? []].flat() as unknown[]) : [];
    return behind.flatMap(({ name, mappings }) =>
      aliases.map((alias) => ({ name: String(alias), origin: name, mappings })),
    );
  });
}

/** A text; empty when it can't be told here, as an origin's name that only AWS knows: that is no domain name of ours. */
function known(distribution: Instance, written: unknown): string {
  try {
    return typeof written === "string" ? String(distribution.evaluate(written)) : "";
  } catch {
    return "";
  }
}

function addMapping(
  domains: Map<string, DomainName>,
  mapping: Instance,
  path: string,
  stage: string,
  api: unknown,
): void {
  const name = mapping.text("domain_name");
  const domain = domains.get(name) ?? { name, mappings: [] };
  domains.set(name, domain);
  const basePath = mapping.optionalText(path) ?? "";
  domain.mappings.push({
    basePath: basePath === "(none)" ? "" : basePath,
    apiId: String(api),
    stage: mapping.optionalText(stage) ?? "",
  });
}
