import type { Integration } from "./integrations";
import { compileModels } from "./models";
import { type Api, methodName } from "./route";

/** What API Gateway lets pass of a request's body although the contract doesn't, and who is left to find it. */
export interface Unchecked {
  /** Methods whose body it is part of: `POST /orders`. */
  methods: string[];
  /** Place in the schema, and what is not checked there. */
  note: string;
  by: string;
}

/** Who reads a body after API Gateway: a function parses by the contract, all others take what comes. */
const reader: { [T in Integration["type"]]: (integration: Extract<Integration, { type: T }>) => string } = {
  lambda: ({ function: name }) => `function \`${name}\``,
  lambdaCustom: ({ function: name }) => `function \`${name}\`, which gets it mapped`,
  mock: () => "nobody: it is dropped",
  sqs: ({ queue }) => `who reads the queue \`${queue}\``,
  kinesis: ({ stream }) => `who reads the stream \`${stream}\``,
  stepFunctions: ({ stateMachine }) => `the state machine \`${stateMachine}\``,
  http: () => "the HTTP backend, which gets it mapped",
  httpProxy: () => "the HTTP backend",
  dynamodb: () => "nobody: it is a key or a value of DynamoDB",
};

/** Everything that the models of an API's request bodies can't say. */
export function uncheckedBodies(api: Api): Unchecked[] {
  const models = compileModels(api);
  const found = new Map<string, Unchecked>();
  for (const [operation, route] of Object.entries(api.routes)) {
    const body = route.request?.body;
    if (!body) continue;
    const below = modelsBelow(nameOf(models.refTo(body, operation).$ref), models.schemas);
    const by = reader[route.integration.type](route.integration as never);
    for (const note of models.notes.filter((each) => below.has(/^\w+/.exec(each)![0]))) {
      const same = found.get(`${note} ${by}`) ?? { methods: [], note, by };
      same.methods.push(methodName(route));
      found.set(`${note} ${by}`, same);
    }
  }
  return [...found.values()];
}

const nameOf = (reference: string) => reference.replace(/^.*\//, "");

/** A model and all that it refers to. */
function modelsBelow(name: string, schemas: Readonly<Record<string, unknown>>, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, other = ""] of JSON.stringify(schemas[name]).matchAll(/"\$ref":"[^"]*\/(\w+)"/g))
    modelsBelow(other, schemas, seen);
  return seen;
}
