import { accountOf, regionOf } from "../terraform/computed";
import type { Configuration } from "../terraform/configuration";
import type { Instance } from "../terraform/instance";
import type { Ledger } from "./ledger";
import type { ServiceDefinition, Target } from "./service";

/** A target and what was sent to it. */
export interface Shelf<T extends Target = Target> {
  target: T;
  ledger: Ledger;
}

/** What a request calls a target by; region and account where it says them. */
export interface Reference {
  name: string;
  account?: string;
  region?: string;
}

/** Reads a name, an ARN, a queue's URL or the path of one. */
export function identify(written: string): Reference {
  const arn =
    /^arn:aws[\w-]*:[\w-]+:([\w-]*):(\d*):(?:(?:stream|stateMachine|event-bus|deliverystream)[/:])?(.+)$/.exec(written);
  if (arn) return { region: arn[1]!, account: arn[2]!, name: arn[3]! };
  const queue = /^(?:https?:\/\/[^/]+)?\/?(\d{12})\/([^/]+)\/?$/.exec(written);
  return queue ? { account: queue[1]!, name: queue[2]! } : { name: written };
}

/** The targets of one service in the stacks, read when the first integration asks for one. */
export class Targets<T extends Target> {
  private loaded: Shelf<T>[] | undefined;

  constructor(
    private readonly definition: ServiceDefinition<T>,
    private readonly configuration: Configuration,
    private readonly openLedger: (target: T) => Ledger,
  ) {}

  get shelves(): Shelf<T>[] {
    return (this.loaded ??= this.load());
  }

  find(region: string, { name, account, region: own = region }: Reference): T | undefined {
    if (own !== region) return undefined;
    const declared = this.shelves.find(
      ({ target }) => target.name === name && target.region === region && isIn(account, target),
    );
    if (declared) return declared.target;
    const implicit = this.definition.implicit?.(region);
    if (implicit?.name !== name) return undefined;
    this.shelves.push({ target: implicit, ledger: this.openLedger(implicit) });
    return implicit;
  }

  ledger(target: T): Ledger {
    return this.shelves.find((shelf) => shelf.target === target)!.ledger;
  }

  /** Throws when a constant of an integration names a target that isn't there. */
  require(region: string, reference: Reference): void {
    if (this.find(region, reference)) return;
    const { noun, resource } = this.definition;
    const { name, account, region: own = region } = reference;
    if (own !== region)
      throw new Error(
        `${noun} ${name}: expected one in ${region}, where the integration's URI leads, got one in ${own}`,
      );
    const stacks = this.configuration.stacks.map((stack) => stack.name).join(", ");
    const place = account === undefined || account === "" ? region : `${region}, account ${account}`;
    throw new Error(
      `${noun} ${name}: expected an ${resource} of that name in ${place} in the loaded stacks (${stacks}), got none`,
    );
  }

  private load(): Shelf<T>[] {
    const { resource, read, noun } = this.definition;
    const targets = this.configuration
      .resources(resource)
      .map((instance): T => ({ ...read(instance), ...nameOf(instance) }) as T);
    const arns = new Set<string>();
    for (const { name, arn } of targets) {
      if (arns.has(arn))
        throw new Error(`${noun} ${name}: expected one ${resource} with ${arn} in the loaded stacks, got two`);
      arns.add(arn);
    }
    return targets.map((target) => ({ target, ledger: this.openLedger(target) }));
  }
}

/** What a stack's provider is in when it doesn't say which account. */
export const unknownAccount = "000000000000";

const nameOf = (instance: Instance): Target => ({
  name: instance.text("name"),
  arn: instance.text("arn"),
  region: regionOf(instance),
  account: accountOf(instance),
});

const isIn = (account: string | undefined, target: Target): boolean =>
  account === undefined || account === "" || target.account === unknownAccount || target.account === account;
