import { loadEnvironments } from "../../environments";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";
import { synthesize } from "./synthesis";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;
const synthesized = (backends: Record<string, string>) => () =>
  synthesize([defineEnvironment({ ...dev, backends } as unknown as EnvironmentPins)]);

test("a route's backend without an address is refused", () => {
  expect(synthesized({})).toThrow(
    "environments/dev/environment.ts: backends.catalog: expected an address, as routes lead to it, got none",
  );
});

test("an address of no backend of the service is refused", () => {
  expect(synthesized({ catalog: "https://catalog.example.com", stock: "https://stock.example.com" })).toThrow(
    "environments/dev/environment.ts: backends: expected backends of the service (catalog), got stock",
  );
});
