import { join } from "node:path";
import type { Integration } from "../api/rest-api";
import type { Configuration } from "../terraform/configuration";
import { events } from "./events";
import { firehose } from "./firehose";
import { kinesis } from "./kinesis";
import { Ledger } from "./ledger";
import type { ServiceAnswer, ServiceRequest, ServiceUri } from "./request";
import type { Target } from "./service";
import { sns } from "./sns";
import { sqs } from "./sqs";
import type { StandIn, Surroundings } from "./stand-in";
import { states } from "./states";

/** Every service that is stood in for, by its name in the URIs of integrations. */
const definitions = { events, firehose, kinesis, sns, sqs, states } satisfies Record<
  string,
  (surroundings: Surroundings) => StandIn
>;

export interface AwsServicesOptions {
  configuration: Configuration;
  /** Where what was sent is kept. Default: in memory. */
  dataDirectory?: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Told of everything that is sent, in a line for a terminal. */
  onSent: (service: string, target: Target, summary: string) => void;
}

/** The AWS services behind integrations: small stand-ins that keep what they were sent where a person can look at it. */
export class AwsServices {
  /** Those that an integration asked for. */
  readonly running = new Map<string, StandIn>();
  private readonly ledgers: Ledger[] = [];
  private readonly surroundings: Surroundings;

  constructor(options: AwsServicesOptions) {
    const { configuration, dataDirectory, now, onSent } = options;
    this.surroundings = {
      configuration,
      now,
      onSent,
      openLedger: (service, target) => {
        const ledger = new Ledger(dataDirectory === undefined ? undefined : fileOf(dataDirectory, service, target));
        this.ledgers.push(ledger);
        return ledger;
      },
    };
  }

  /**
   * Makes an integration's service ready. Throws, naming it, for a service, an action or a target that is known not to be
   * there. What it returns throws for a request of that kind.
   */
  connect(uri: ServiceUri, integration: Integration): (request: ServiceRequest) => ServiceAnswer {
    const standIn = this.standIn(uri.service);
    standIn.check(uri, integration);
    return (request) => standIn.answer(request);
  }

  close(): void {
    for (const ledger of this.ledgers) ledger.close();
  }

  private standIn(service: string): StandIn {
    const running = this.running.get(service);
    if (running) return running;
    if (!isStoodIn(service))
      throw new Error(
        `integration: expected lambda, dynamodb, ${Object.keys(definitions).join(", ")}, got ${service} (not served yet)`,
      );
    const standIn = definitions[service](this.surroundings);
    this.running.set(service, standIn);
    return standIn;
  }
}

const isStoodIn = (service: string): service is keyof typeof definitions => Object.hasOwn(definitions, service);

const fileOf = (directory: string, service: string, { region, account, name }: Target) =>
  join(directory, "services", service, ...[region, account, `${name}.jsonl`].map(encodeURIComponent));
