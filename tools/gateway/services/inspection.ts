import type { GatewayAnswer } from "../exchange";
import { Headers } from "../headers";
import type { AwsServices } from "./aws-services";
import type { Shelf } from "./targets";

/** Answers a look at what services were sent; undefined for a path that is none of theirs. */
export type Inspection = (path: string) => GatewayAnswer | undefined;

/**
 * `/_aws` lists every queue, stream and other that integrations may send to, `/_aws/<service>/<name>` shows what one was sent,
 * newest last. An ARN in place of the name tells those apart that have one name.
 */
export function createInspection({ running }: AwsServices): Inspection {
  return (path) => {
    const found = /^\/_aws(?:\/([^/]+)\/([^/]+))?\/?$/.exec(path);
    if (!found) return undefined;
    const [, service, encoded] = found;
    if (service === undefined || encoded === undefined) return json(200, { services: list(running) });
    const name = decode(encoded);
    const standIn = running.get(service);
    const shelves = standIn?.shelves().filter(({ target }) => target.name === name || target.arn === name) ?? [];
    const [shelf] = shelves;
    if (!standIn || !shelf)
      return json(404, { message: `expected one of those that /_aws lists, got ${service} ${name}` });
    if (shelves.length > 1) {
      const arns = shelves.map(({ target }) => target.arn).join(", ");
      return json(409, { message: `${name}: expected one of that name, got several: name it by its ARN: ${arns}` });
    }
    return json(200, { ...summary(shelf), [standIn.kept]: shelf.ledger.entries });
  };
}

function list(running: AwsServices["running"]) {
  return [...running].flatMap(([service, standIn]) =>
    standIn.shelves().map((shelf) => ({
      service,
      ...summary(shelf),
      path: `/_aws/${service}/${encodeURIComponent(shelf.target.name)}`,
    })),
  );
}

const summary = ({ target, ledger }: Shelf) => ({
  name: target.name,
  arn: target.arn,
  sent: ledger.sent,
  kept: ledger.sent - ledger.dropped,
  dropped: ledger.dropped,
});

function json(statusCode: number, value: unknown): GatewayAnswer {
  const headers = new Headers();
  headers.set("Content-Type", "application/json");
  return { statusCode, headers, body: `${JSON.stringify(value, undefined, 2)}\n` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
