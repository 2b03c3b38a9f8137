import type { Environment } from "../../environments/environment";
import { dev, environments, synthesize } from "./synthesis";

const reserving = (reservedConcurrency: number, accountConcurrency?: number): Environment => ({
  ...dev,
  lambda: { ...dev.lambda, reservedConcurrency, ...(accountConcurrency && { accountConcurrency }) },
});

/** Functions that an environment deploys: for all its ways in, or only those behind queues and state machines. */
const functionsOf = (environment: Environment, part = "") =>
  Object.values(synthesize([environment]))
    .filter(({ name }) => name.includes(part))
    .flatMap((stack) => Object.values(stack.all("aws_lambda_function")));

const functions = functionsOf(dev).length;
const behindEvents = functionsOf(dev, "-events").length;
/** What each of those reserves unless `events.maxConcurrency` is pinned. */
const ofEvents = 5;

test.each(environments.filter(({ lambda }) => lambda.reservedConcurrency).map((each) => [each.name, each] as const))(
  "every function of %s has its reservation",
  (_name, environment) => {
    const reserved = (part?: string) =>
      functionsOf(environment, part).map((each) => each.reserved_concurrent_executions);
    const { lambda, events } = environment;
    expect(new Set(reserved("-events"))).toEqual(new Set([events?.maxConcurrency ?? ofEvents]));
    expect(new Set(reserved())).toEqual(new Set([lambda.reservedConcurrency, events?.maxConcurrency ?? ofEvents]));
  },
);

test("an environment may reserve all but the 100 that AWS keeps unreserved", () => {
  const total = (each: number) => each * (functions - behindEvents) + ofEvents * behindEvents;
  const most = Math.floor((900 - ofEvents * behindEvents) / (functions - behindEvents));
  expect(() => synthesize([reserving(most)])).not.toThrow();
  expect(() => synthesize([reserving(most + 1)])).toThrow(
    `environments/dev/environment.ts: lambda.reservedConcurrency: expected at most 900 for all ${functions} functions in 111111111111 eu-west-1 together, so that 100 stay unreserved, got ${total(most + 1)}`,
  );
});

test("an account with another quota is counted with it", () => {
  expect(() => synthesize([reserving(1000, 100 + 1000 * functions)])).not.toThrow();
  expect(() => synthesize([reserving(50, 110)])).toThrow(`expected at most 10 for all ${functions} functions`);
});

test("environments of one account share what it has", () => {
  const alone = (name: string): Environment => ({
    ...reserving(Math.floor(900 / functions)),
    name,
    file: `environments/${name}/environment.ts`,
    domain: {
      zone: `${name}.example.com`,
      hosts: {
        regional: `api.${name}.example.com`,
        edge: `edge.${name}.example.com`,
        private: `internal.${name}.example.com`,
      },
    },
    realtime: { ...dev.realtime!, host: `realtime.${name}.example.com` },
  });
  expect(() => synthesize([alone("one")])).not.toThrow();
  expect(() => synthesize([alone("one"), alone("two")])).toThrow(
    `environments/one/environment.ts, environments/two/environment.ts: lambda.reservedConcurrency: expected at most 900 for all ${2 * functions} functions`,
  );
});
