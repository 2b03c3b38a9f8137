import { loadEnvironments } from "../../environments";
import type { Environment } from "../../environments/environment";
import { deliberate, parityOf, unusedReasons } from "../../environments/parity";

const environments = loadEnvironments();
const dev = environments.find(({ name }) => name === "dev")!;

const undeclared = (reasons?: Readonly<Record<string, string>>) =>
  parityOf(environments, reasons)
    .differences.filter(({ reason }) => reason === undefined)
    .map(({ pin }) => pin);

test("every difference between the environments is deliberate, and says why", () => {
  expect(undeclared()).toEqual([]);
});

test.each(Object.keys(deliberate))("without its reason, what differs at %s is undeclared", (path) => {
  const { [path]: _removed, ...others } = deliberate;
  const found = undeclared(others);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((pin) => pin !== path && !pin.startsWith(`${path}.`))).toEqual([]);
});

test("no reason stays when what it explained is gone", () => {
  expect(unusedReasons(parityOf(environments))).toEqual([]);
  expect(unusedReasons(parityOf([dev, { ...dev, name: "test" }]), { name: "-", throttle: "-" })).toEqual(["throttle"]);
});

describe("two environments differ in", () => {
  const differences = (pins: Partial<Environment>) =>
    parityOf([dev, { ...dev, name: "test", ...pins }], {}).differences.filter(({ pin }) => pin !== "name");

  test("nothing but their names, if nothing else was pinned", () => {
    expect(differences({})).toEqual([]);
  });

  test("a pin deep inside", () => {
    expect(differences({ throttle: { ...dev.throttle, burstLimit: 7 } })).toEqual([
      { pin: "throttle.burstLimit", values: { dev: dev.throttle.burstLimit, test: 7 } },
    ]);
  });

  test("a pin that one leaves to its default", () => {
    expect(differences({ prefix: "t1" })).toEqual([{ pin: "prefix", values: { test: "t1" } }]);
  });

  test("the members of a list, as one pin", () => {
    expect(differences({ doors: ["regional"] })).toEqual([
      { pin: "doors", values: { dev: dev.doors, test: ["regional"] } },
    ]);
  });
});
