import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environments, stackNamed, synthesize } from "./synthesis";

const provider = join(__dirname, "../../node_modules/@cdktf/provider-aws/lib");

/** Whether the provider takes tags for a type of resource. */
const takesTags = (type: string) =>
  readFileSync(join(provider, type.replace(/^aws_/, "").replaceAll("_", "-"), "index.d.ts"), "utf8")
    .split("extends cdktf.TerraformResource {")[1]!
    .includes("get tagsInput()");

test.each(environments.map(({ name, tags = {} }) => [name, tags] as const))(
  "everything of %s that takes tags has those of the environment and its stack's name",
  (name, tags) => {
    const resources = Object.values(synthesize())
      .filter((stack) => stack.name.startsWith(`${name}-`))
      .flatMap((stack) =>
        Object.entries(stack.json.resource ?? {}).flatMap(([type, named]) =>
          Object.values(named).map((resource) => ({ type, stack: stack.name, tags: resource.tags })),
        ),
      );
    const taggable = resources.filter(({ type }) => takesTags(type));
    expect(taggable.length).toBeGreaterThan(0);
    for (const each of taggable) expect(each.tags).toMatchObject({ ...tags, Stack: each.stack });
    expect(resources.filter((each) => each.tags !== undefined && !takesTags(each.type))).toEqual([]);
  },
);

test("data sources search by what they were given, not by these tags", () => {
  expect(stackNamed("prod-private").json.data?.aws_vpc_endpoint?.execute_api?.tags).toEqual({
    Name: "shop-prod-execute-api",
  });
});

test("what is tagged twice keeps its own tag", () => {
  expect(stackNamed("prod-network").the("aws_vpc").tags).toMatchObject({
    Name: "shop-prod-vpc",
    Stack: "prod-network",
  });
});

test("the provider has the types that are looked at", () => {
  expect(readdirSync(provider)).toEqual(expect.arrayContaining(["vpc", "kms-key"]));
});
