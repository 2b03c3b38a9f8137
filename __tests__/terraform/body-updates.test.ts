import { progress } from "./process";
import type { Stack } from "./stack";
import { StandIn } from "./stand-in";
import { type Change, Workspace } from "./workspace";

const cors = "contract/orders/cors.ts";
const doors = ["regional", "private"] as const;

/** Three contract edits, one after the other. */
const edits: [title: string, edit: Change][] = [
  ["preflights are kept for half as long", [cors, "maxAge: 600", "maxAge: 300"]],
  ["other origins may not call", [cors, 'allowOrigin: "*"', 'allowOrigin: "https://shop.example.com"']],
  ["preflights are kept as long as before", [cors, "maxAge: 300", "maxAge: 600"]],
];

/** What an overwriting import drops unless the document or the provider says it again. */
interface Settings {
  policy: unknown;
  vpcEndpointIds: unknown;
  types: unknown;
  disableExecuteApiEndpoint: unknown;
  apiKeySource: unknown;
  binaryMediaTypes: unknown;
  minimumCompressionSize: unknown;
}

describe("a REST API whose body is updated again and again", () => {
  let standIn: StandIn;
  let workspace: Workspace;
  const stacks = new Map<string, Stack>();
  const apis = new Map<string, string>();
  const first = new Map<string, Settings>();

  beforeAll(async () => {
    standIn = await StandIn.start("111111111111");
    workspace = new Workspace(standIn);
    const all = await workspace.synthesize();
    for (const name of ["data", "network", ...doors]) {
      progress(`apply dev-${name}`);
      await all.get(`dev-${name}`)!.init();
      await all.get(`dev-${name}`)!.apply();
    }
    for (const door of doors) {
      const stack = all.get(`dev-${door}`)!;
      stacks.set(door, stack);
      const api = (await stack.state()).find(({ type }) => type === "aws_api_gateway_rest_api")!;
      apis.set(door, `/restapis/${api.values.id as string}`);
      first.set(door, await settings(door));
    }
  });

  afterAll(async () => {
    await standIn.stop();
    workspace.remove();
  });

  test("has them from the start: the private door its policy and VPC endpoint, both their closed address", () => {
    expect(first.get("private")).toMatchObject({
      types: ["PRIVATE"],
      policy: expect.stringContaining("aws:SourceVpce") as string,
      vpcEndpointIds: [expect.stringMatching(/^vpce-/)],
      disableExecuteApiEndpoint: true,
    });
    expect(first.get("regional")).toMatchObject({ types: ["REGIONAL"], disableExecuteApiEndpoint: true });
  });

  describe.each(edits)("%s", (title, edit) => {
    beforeAll(async () => {
      progress(title);
      workspace.edit([edit]);
      await workspace.run("npm", "run", "synth");
    });

    test.each(doors)("the %s API keeps its settings, and the stage gets what is new", async (door) => {
      const before = await deploymentId(door);
      await standIn.forgetCalls();
      await stacks.get(door)!.apply();
      expect(await imports(door)).toBe(1);
      expect(await settings(door)).toEqual(first.get(door));
      expect(await deploymentId(door)).not.toBe(before);
      expect(await detached(door)).toEqual([]);
      expect(await stacks.get(door)!.change()).toBeUndefined();
    });
  });

  async function settings(door: string): Promise<Settings> {
    const { body } = await standIn.apiGateway("GET", apis.get(door)!);
    const { types, vpcEndpointIds } = body.endpointConfiguration as Record<string, unknown>;
    const { policy, disableExecuteApiEndpoint, apiKeySource, binaryMediaTypes, minimumCompressionSize } = body;
    return {
      policy,
      vpcEndpointIds,
      types,
      disableExecuteApiEndpoint,
      apiKeySource,
      binaryMediaTypes,
      minimumCompressionSize,
    };
  }

  const deploymentId = async (door: string) =>
    (await standIn.apiGateway("GET", `${apis.get(door)!}/stages/dev`)).body.deploymentId as string;

  /** How often the body was imported since calls were forgotten. */
  const imports = async (door: string) =>
    (await standIn.apiGatewayChanges()).filter(({ call }) => call === `PUT ${apis.get(door)!}`).length;

  /** Changes by which the VPC endpoint was taken away or had to be added again. */
  const detached = async (door: string) =>
    (await standIn.apiGatewayChanges())
      .filter(({ call }) => call === `PATCH ${apis.get(door)!}`)
      .flatMap(({ body }) => (body as { patchOperations: { path: string }[] }).patchOperations)
      .filter(({ path }) => path.startsWith("/endpointConfiguration/vpcEndpointIds"));
});
