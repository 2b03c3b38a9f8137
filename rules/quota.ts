import { limits } from "../semantics/limits";
import { endpointTypeOf } from "./endpoint-type";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block } from "./values";

type Counted = { type: string; what: string; most: number; counts?: (resource: Resource) => boolean };

const ofType =
  (...types: string[]) =>
  (resource: Resource) =>
    types.includes(endpointTypeOf(resource) ?? "");

/** What AWS counts in an account and region. */
const counted: readonly Counted[] = [
  ...(["REGIONAL", "EDGE", "PRIVATE"] as const).map((type) => ({
    type: "aws_api_gateway_rest_api",
    what: `${type} APIs`,
    most: limits.apisPerRegion[type],
    counts: ofType(type),
  })),
  {
    type: "aws_api_gateway_domain_name",
    what: "public domain names",
    most: limits.domainNamesPerRegion.REGIONAL,
    counts: ofType("REGIONAL", "EDGE"),
  },
  {
    type: "aws_api_gateway_domain_name",
    what: "private domain names",
    most: limits.domainNamesPerRegion.PRIVATE,
    counts: ofType("PRIVATE"),
  },
  { type: "aws_api_gateway_api_key", what: "API keys", most: limits.apiKeysPerRegion },
  { type: "aws_api_gateway_usage_plan", what: "usage plans", most: limits.usagePlansPerRegion },
  { type: "aws_api_gateway_client_certificate", what: "client certificates", most: limits.clientCertificatesPerRegion },
  { type: "aws_api_gateway_vpc_link", what: "VPC links", most: limits.vpcLinksPerRegion },
];

const accountsOf = ({ accounts }: StackConfiguration) => [...new Set(accounts)].toSorted().join();

/** Quotas that stacks use up together. */
export const quotaRules: readonly Rule[] = [
  {
    id: "account-quotas",
    checks: "The stacks of an account and region stay below its quotas of APIs, domain names, keys, plans and links",
    source: "API Gateway developer guide, Quotas for configuring and running a REST API",
    *check(stack) {
      for (const { type, what, most, counts = () => true } of counted)
        for (const region of new Set(stack.resources(type).map((resource) => stack.regionOf(resource)))) {
          const inRegion = (other: StackConfiguration) =>
            other.resources(type).filter((resource) => other.regionOf(resource) === region && counts(resource));
          const beside = stack.app.filter((other) => accountsOf(other) === accountsOf(stack));
          const [holder] = beside.filter((other) => inRegion(other).length > 0);
          const count = beside.reduce((sum, other) => sum + inRegion(other).length, 0);
          // said once, of the first stack that has any
          if (holder === stack && count > most)
            yield {
              address: "*",
              message: `${type}: expected at most ${most} ${what} in ${accountsOf(stack)} ${region ?? ""}, got ${count}`,
            };
        }
    },
  },

  {
    id: "tag-count",
    checks: "A resource has at most 50 tags, those of its provider among them",
    source: "Tag Editor user guide, Tag naming limits and requirements",
    *check(stack) {
      const ofProviders = [stack.configuration.provider?.["aws"] ?? []]
        .flat()
        .flatMap((provider) => Object.keys(block(block(provider["default_tags"])?.["tags"]) ?? {}));
      for (const {
        address,
        arguments: { tags },
      } of stack.all) {
        const count = new Set([...ofProviders, ...Object.keys(block(tags) ?? {})]).size;
        if (block(tags) && count > limits.tagsPerResource)
          yield { address, message: `tags: expected at most ${limits.tagsPerResource}, got ${count}` };
      }
    },
  },
];
