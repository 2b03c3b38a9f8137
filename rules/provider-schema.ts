import { type Block, type NestedBlock, providerSchema, type ProviderSchema } from "./provider-schema/schema";
import { isExpression, isObject, kindOf, type Misfit, misfits, nameOf } from "./provider-schema/type-constraint";
import type { Resource, Rule } from "./rule";

/** Arguments of Terraform's own, which every block of the kind takes. Source: Terraform language, "Meta-Arguments". */
const metaArguments = {
  resource: new Set(["depends_on", "count", "for_each", "provider", "lifecycle", "connection", "provisioner"]),
  data: new Set(["depends_on", "count", "for_each", "provider", "lifecycle"]),
};

/** Arguments as the provider declares them. */
export const providerSchemaRules: readonly Rule[] = [
  {
    id: "provider-schema",
    checks:
      "Resources and data sources have the arguments and blocks that the AWS provider declares: none unknown, missing, of another type, too few, too many, deprecated or read-only",
    source: "provider hashicorp/aws 5.100, as `terraform providers schema` tells it",
    *check(stack) {
      const schema = providerSchema();
      for (const resource of stack.all)
        if (resource.type.startsWith("aws_"))
          for (const [path, sentence] of misfitsOf(resource, schema))
            yield { address: resource.address, message: `${path}: ${sentence}` };
    },
  },
];

function* misfitsOf({ type, address, arguments: given }: Resource, schema: ProviderSchema): Generator<Misfit> {
  const kind = address.startsWith("data.") ? "data" : "resource";
  const number = (kind === "data" ? schema.data : schema.resources)[type];
  if (number === undefined) {
    const what = kind === "data" ? "data source" : "resource type";
    yield [
      "type",
      `expected a ${what} of the provider's schema as this project knows it, got ${type}; if the provider has it, \`npm run provider-schema -- ${type}\` adds it`,
    ];
    return;
  }
  const own = Object.entries(given).filter(([name]) => !metaArguments[kind].has(name));
  yield* blockMisfits(Object.fromEntries(own), schema.blocks[number]!, "", schema, type);
}

/** @param path of the block with a dot behind it, empty for the resource itself */
function* blockMisfits(
  given: Record<string, unknown>,
  [attributes, blocks]: Block,
  path: string,
  schema: ProviderSchema,
  type: string,
): Generator<Misfit> {
  const generated = dynamicBlocks(given);
  for (const [name, value] of Object.entries(given)) {
    if (name === "//" || name === "dynamic" || value === null) continue;
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (attribute) yield* attributeMisfits(value, attribute, path + name);
    else if (!Object.hasOwn(blocks, name))
      yield [path + name, `expected an argument that ${type} has, got one that it does not know; remove it`];
  }
  for (const [name, [use, constraint]] of Object.entries(attributes))
    if (use.includes("required") && (given[name] ?? generated.get(name)) === undefined)
      yield [path + name, `expected ${nameOf(constraint!)}, as ${type} requires it, got none`];
  for (const [name, nested] of Object.entries(blocks))
    yield* nestedMisfits(given[name], generated.get(name), nested, path + name, schema, type);
  for (const [name, contents] of generated) {
    if (Object.hasOwn(blocks, name)) continue;
    // some arguments are lists of objects that may be written as blocks, such as a security group's ingress
    if (attributes[name]?.[1]?.[1]?.[0] === "object") yield* attributeMisfits(contents, attributes[name], path + name);
    else yield [`${path}dynamic.${name}`, `expected a block that ${type} has, got another`];
  }
}

function* attributeMisfits(value: unknown, [use, constraint]: Block[0][string], path: string): Generator<Misfit> {
  const uses = use.split(" ");
  if (!uses.includes("required") && !uses.includes("optional"))
    yield [path, `expected none, as only the provider sets it, got ${kindOf(value)}; remove it`];
  else if (uses.includes("deprecated"))
    yield [path, `expected what the provider has in place of this deprecated argument, got ${kindOf(value)}`];
  yield* misfits(value, constraint, path);
}

function* nestedMisfits(
  value: unknown,
  generated: Record<string, unknown>[] | undefined,
  [number, mode, minimum, maximum, deprecated]: NestedBlock,
  path: string,
  schema: ProviderSchema,
  type: string,
): Generator<Misfit> {
  if (isExpression(value)) return;
  const written = value === undefined || value === null ? [] : [value].flat();
  const all = [...written, ...(generated ?? [])];
  if (deprecated && all.length > 0)
    yield [path, "expected what the provider has in place of this deprecated block, got one"];
  if (!generated && written.length < minimum)
    yield [path, `expected ${count(minimum)} at least, as ${type} requires it, got ${written.length || "none"}`];
  const most = mode === "single" || mode === "group" ? 1 : maximum;
  if (most > 0 && written.length > most) yield [path, `expected ${count(most)} at most, got ${written.length}`];
  for (const [index, block] of all.entries()) {
    if (isExpression(block)) continue;
    const at = all.length > 1 ? `${path}[${index}]` : path;
    if (!isObject(block)) yield [at, `expected a block, got ${kindOf(block)}`];
    else yield* blockMisfits(block, schema.blocks[number]!, `${at}.`, schema, type);
  }
}

const count = (blocks: number): string => (blocks === 1 ? "one block" : `${blocks} blocks`);

/** Contents of `dynamic` blocks by name. Source: Terraform language, "dynamic Blocks". */
function dynamicBlocks({ dynamic }: Record<string, unknown>): Map<string, Record<string, unknown>[]> {
  const found = new Map<string, Record<string, unknown>[]>();
  for (const group of [dynamic ?? []].flat().filter(isObject))
    for (const [name, generators] of Object.entries(group)) {
      const contents = [generators]
        .flat()
        .filter(isObject)
        .flatMap(({ content }) => [content].flat().filter(isObject));
      found.set(name, [...(found.get(name) ?? []), ...contents]);
    }
  return found;
}
