import { service } from "../../contract";
import { limits } from "../../semantics/limits";
import { apiWithRoutes } from "./many-routes";
import { dev, type SynthesizedStack, synthesizeDoors } from "./synthesis";

const { usagePlans: _plans, ...withoutPlans } = dev;
const synthesizeRoutes = (count: number) => synthesizeDoors(withoutPlans, { ...service, apis: [apiWithRoutes(count)] });
const [few, many] = [synthesizeRoutes(3), synthesizeRoutes(300)];

/** Resources and data sources of a stack by type. */
const counts = ({ json: { resource = {}, data = {} } }: SynthesizedStack) =>
  Object.fromEntries(
    [...Object.entries(resource), ...Object.entries(data).map(([type, named]) => [`data.${type}`, named] as const)].map(
      ([type, named]) => [type, Object.keys(named).length],
    ),
  );

const routesOf = (stack: SynthesizedStack) => {
  const { paths } = JSON.parse(stack.the("aws_api_gateway_rest_api").body as string) as { paths: object };
  return Object.values(paths)
    .flatMap((item: object) => Object.keys(item))
    .filter((method) => method !== "options").length;
};

test.each(dev.doors)("the %s door has as many resources of each type with 3 routes as with 300", (door) => {
  expect([routesOf(few[door]), routesOf(many[door])]).toEqual([3, 300]);
  expect(counts(many[door])).toEqual(counts(few[door]));
});

test("300 routes take less than a quarter of the largest document that API Gateway takes", () => {
  for (const door of dev.doors)
    expect(Buffer.byteLength(many[door].the("aws_api_gateway_rest_api").body as string)).toBeLessThan(
      limits.definitionBytes / 4,
    );
});
