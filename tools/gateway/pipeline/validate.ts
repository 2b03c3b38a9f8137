import { compileModel, type JsonSchema } from "../../../semantics/model";
import type { Method, RestApi } from "../api/rest-api";
import type { Exchange, Outcome, Step } from "../exchange";
import { mediaType } from "../media-type";

/** Compiles a method's request validator: required parameters first, then the body against the model of its content type. */
export function compileValidation(method: Method, api: RestApi): Step | undefined {
  const { validator } = method;
  const checkParameters = validator?.parameters ? compileParameters(method) : undefined;
  const checkBody = validator?.body ? compileBody(method, api) : undefined;
  if (!checkParameters && !checkBody) return undefined;
  return (exchange) => checkParameters?.(exchange) ?? checkBody?.(exchange);
}

type Check = (exchange: Exchange) => Outcome;

/** In the order in which API Gateway names what is missing. */
const places = ["header", "path", "querystring"] as const;

const valueAt: Record<(typeof places)[number], (exchange: Exchange, name: string) => string | undefined> = {
  header: ({ request }, name) => request.headers.get(name),
  path: ({ pathParameters }, name) => pathParameters[name],
  querystring: ({ request }, name) => request.query.get(name)?.at(-1),
};

function compileParameters(method: Method): Check | undefined {
  const required = Object.keys(method.requestParameters)
    .filter((parameter) => method.requestParameters[parameter])
    .map((parameter) => /^method\.request\.(header|path|querystring)\.(.+)$/.exec(parameter))
    .filter((found) => found !== null)
    .map(([, place, name]) => ({ place: place as (typeof places)[number], name: name! }))
    .toSorted((a, b) => places.indexOf(a.place) - places.indexOf(b.place));
  if (required.length === 0) return undefined;
  const names = required.map(({ name }) => name).join(" ");
  return (exchange) => {
    exchange.trace?.note({ required: names });
    const missing = required.filter(({ place, name }) => !valueAt[place](exchange, name)?.trim());
    if (missing.length === 0) return undefined;
    const message = `Missing required request parameters: [${missing.map(({ name }) => name).join(", ")}]`;
    return { type: "BAD_REQUEST_PARAMETERS", message };
  };
}

function compileBody(method: Method, api: RestApi): Check | undefined {
  const models = Object.entries(method.requestModels);
  if (models.length === 0) return undefined;
  const byType = new Map(models.map(([type, model]) => [type.toLowerCase(), compileNamed(type, model, api)]));
  return ({ request, trace }) => {
    const type = mediaType(request.headers.get("content-type")) ?? "application/json";
    const model = byType.get(type) ?? byType.get("$default");
    trace?.note({ model: model?.name ?? `none for ${type}` });
    if (!model) return undefined;
    let payload: unknown;
    try {
      // an empty body is validated as an empty object, as `$input.body` shows it
      payload = request.body.length === 0 ? {} : JSON.parse(request.body.toString());
    } catch (error) {
      return refuse(model.name, [(error as Error).message]);
    }
    const { valid, errors } = model.validate(payload, request.body.length);
    return valid ? undefined : refuse(model.name, errors);
  };
}

interface NamedModel {
  name: string;
  validate: ReturnType<typeof compileModel>;
}

function compileNamed(contentType: string, model: string | JsonSchema, { models, createdModels }: RestApi): NamedModel {
  const name = typeof model === "string" ? model : `of ${contentType}`;
  const schema = typeof model === "string" ? models[model] : model;
  if (!schema)
    throw new Error(
      `request model of ${contentType}: expected one of ${Object.keys(models).join(", ") || "no models"}, got ${name}`,
    );
  try {
    return { name, validate: compileModel(schema, models, { imported: !createdModels.has(name) }) };
  } catch (error) {
    throw new Error(`request model ${name}: ${(error as Error).message}`, { cause: error });
  }
}

const refuse = (model: string, errors: string[]): Outcome => ({
  type: "BAD_REQUEST_BODY",
  message: "Invalid request body",
  validationErrors: `[${errors.join(", ")}]`,
  hint: `request body, model ${model}: ${errors.join(", ")}`,
});
