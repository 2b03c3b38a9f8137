import * as z from "zod/mini";
import { type JsonSchema, toModel } from "../semantics/model";
import type { Api } from "./route";

const reference = (name: string) => `#/components/schemas/${name}`;

/** An API's models, compiled to the JSON Schema draft-4 subset that API Gateway takes. */
export interface ApiModels {
  /** Model by name, referring to each other by `#/components/schemas/<name>`. */
  schemas: Record<string, JsonSchema>;
  /** What API Gateway can't check and the handler's own parse does, one sentence each. */
  notes: string[];
  /** The reference to a schema of the API; one that is not among its models is an error naming `subject`. */
  refTo(schema: z.ZodMiniType, subject: string): { $ref: string };
}

export function compileModels(api: Api): ApiModels {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(api.models)) {
    if (!/^[A-Za-z0-9]+$/.test(name))
      throw new Error(
        `${api.name} ${api.version} model ${name}: expected an alphanumeric name (API Gateway), got ${name}`,
      );
    registry.add(schema, { id: name });
  }
  const { schemas: drafts } = z.toJSONSchema(registry, { target: "draft-4", io: "input", uri: reference });
  const compiled = Object.entries(drafts).map(([name, draft]) => {
    const { $schema: _version, $id: _id, ...schema } = draft as JsonSchema;
    return [name, toModel(schema, name)] as const;
  });
  return {
    schemas: Object.fromEntries(compiled.map(([name, { model }]) => [name, model])),
    notes: compiled.flatMap(([, { notes }]) => notes),
    refTo(schema, subject) {
      const id = registry.get(schema)?.id;
      if (!id)
        throw new Error(`${subject}: expected a schema listed in models of ${api.name} ${api.version}, got another`);
      return { $ref: reference(id) };
    },
  };
}
