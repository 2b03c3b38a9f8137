import { randomUUID } from "node:crypto";
import type { Integration } from "../api/rest-api";
import type { Configuration } from "../terraform/configuration";
import { constantHeader, constantsOf } from "./constants";
import { ServiceError } from "./errors";
import { readJson, speaksJson, writeJson, writeJsonError } from "./json-protocol";
import type { Ledger } from "./ledger";
import { readQuery, unknownOperation, writeQuery, writeQueryError } from "./query-protocol";
import type { ServiceAnswer, ServiceRequest, ServiceUri } from "./request";
import type { Call, Operation, ServiceDefinition, Target } from "./service";
import { identify, type Reference, type Shelf, Targets } from "./targets";

/** What stand-ins share. */
export interface Surroundings {
  configuration: Configuration;
  openLedger: (service: string, target: Target) => Ledger;
  /** Milliseconds since 1970. */
  now: () => number;
  onSent: (service: string, target: Target, summary: string) => void;
}

/** A service that runs: it answers requests and keeps what they sent. */
export interface StandIn {
  /** What it keeps, in the plural. */
  kept: string;
  shelves(): readonly Shelf[];
  /** Throws, when the gateway starts, for an integration that always asks for what isn't served or isn't in the stacks. */
  check(uri: ServiceUri, integration: Integration): void;
  /** Throws for what the service would understand and this one doesn't: that is no answer of the service. */
  answer(request: ServiceRequest): ServiceAnswer;
  /** Names of what an integration always sends to; empty where requests decide. */
  targetsOf(uri: ServiceUri, integration: Integration): string[];
}

/** Makes a definition runnable; what it needs to know of its targets stays its own affair. */
export const defineService =
  <T extends Target>(definition: ServiceDefinition<T>) =>
  (surroundings: Surroundings): StandIn =>
    new DefinedService(definition, surroundings);

class DefinedService<T extends Target> implements StandIn {
  private readonly targets: Targets<T>;

  constructor(
    private readonly definition: ServiceDefinition<T>,
    private readonly surroundings: Surroundings,
  ) {
    const { configuration, openLedger } = surroundings;
    this.targets = new Targets(definition, configuration, (target) => openLedger(definition.name, target));
  }

  get kept(): string {
    return this.definition.kept;
  }

  shelves(): readonly Shelf[] {
    return this.targets.shelves;
  }

  check(uri: ServiceUri, integration: Integration): void {
    for (const name of operationsAskedFor(uri, integration)) this.operation(name);
    for (const reference of this.constantTargets(uri, integration)) this.targets.require(uri.region, reference);
  }

  targetsOf(uri: ServiceUri, integration: Integration): string[] {
    return [...new Set(this.constantTargets(uri, integration).map(({ name }) => name))];
  }

  private constantTargets(uri: ServiceUri, integration: Integration): Reference[] {
    const { targetMembers, targetInPath } = this.definition;
    const path = targetInPath && uri.kind === "path" && /^\d{12}\/[^/{]+$/.test(uri.name) ? [uri.name] : [];
    return [...path, ...targetMembers.flatMap((member) => constantsOf(integration, member))].map(identify);
  }

  answer(request: ServiceRequest): ServiceAnswer {
    const { json, query } = this.definition.protocols;
    if (json && (!query || speaksJson(request, json))) {
      if (request.httpMethod !== "POST") return unknownOperation();
      return attempt(
        () => {
          const { operation, input } = readJson(request, json);
          return writeJson(this.operation(operation)(input, this.callOf(request, "json")), json);
        },
        (error) => writeJsonError(error, json),
      );
    }
    const requestId = randomUUID();
    const { operation, input } = readQuery(request);
    if (operation === undefined) return unknownOperation();
    return attempt(
      () =>
        writeQuery(
          request,
          operation,
          this.operation(operation)(input, this.callOf(request, "query")),
          requestId,
          query!,
        ),
      (error) => writeQueryError(request, error, requestId, query!),
    );
  }

  private operation(name: string): Operation<T> {
    const { name: service, operations, needsMore = {} } = this.definition;
    if (Object.hasOwn(operations, name)) return operations[name]!;
    const reason = Object.hasOwn(needsMore, name) ? needsMore[name] : "not served yet";
    throw new Error(
      `integration: expected ${service} ${Object.keys(operations).join(" or ")}, got ${name} (${reason})`,
    );
  }

  private callOf({ uri }: ServiceRequest, protocol: Call<T>["protocol"]): Call<T> {
    const { targets, surroundings, definition } = this;
    const now = surroundings.now();
    return {
      region: uri.region,
      path: uri.kind === "path" ? uri.name : "",
      protocol,
      now,
      find: (reference) => targets.find(uri.region, reference),
      ledger: (target) => targets.ledger(target),
      keep: (target, fields, summary) => {
        const entry = targets.ledger(target).append(new Date(now).toISOString(), fields);
        surroundings.onSent(definition.name, target, shortened(summary));
        return entry;
      },
    };
  }
}

const shortened = (summary: string) => (summary.length > 200 ? `${summary.slice(0, 200)}...` : summary);

/** Names of operations that an integration's URI, headers and templates say outright. */
function operationsAskedFor({ kind, name }: ServiceUri, integration: Integration): string[] {
  if (kind === "action") return name.includes("{") ? [] : [name];
  const header = constantHeader(integration, "X-Amz-Target");
  return header === undefined ? constantsOf(integration, "Action") : [header.slice(header.indexOf(".") + 1)];
}

function attempt(serve: () => ServiceAnswer, refuse: (error: ServiceError) => ServiceAnswer): ServiceAnswer {
  try {
    return serve();
  } catch (error) {
    if (error instanceof ServiceError) return refuse(error);
    throw error;
  }
}
