import { dev, environments, stackNamed, synthesize } from "./synthesis";

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title?: string; markdown?: string; region?: string; metrics?: unknown[][] };
}

const widgetsOf = (dashboard: Record<string, unknown>) =>
  (JSON.parse(String(dashboard.dashboard_body)) as { widgets: Widget[] }).widgets;

describe.each(environments)("the dashboard of $name", ({ name, doors, region, account, cache }) => {
  const widgets = () => widgetsOf(stackNamed(`${name}-operations`).the("aws_cloudwatch_dashboard"));
  const lines = (title: string) => widgets().find((widget) => widget.properties.title === title)!.properties.metrics!;

  test("shows every version at every door side by side in each graph of the APIs", () => {
    for (const title of ["Requests", "5XX", "Latency p50 (ms)", "Latency p99 (ms)", "Integration latency p99 (ms)"])
      expect(lines(title).map((line) => line.slice(2, 6))).toEqual(
        doors.flatMap((door) =>
          ["v1", "v2"].map((version) => ["ApiName", `shop-${name}-orders-${door}-${version}`, "Stage", name]),
        ),
      );
  });

  test("shows what is answered from caches and what is not, where there are some", () => {
    const shown = widgets().flatMap(({ properties: { metrics = [] } }) =>
      metrics.filter(([, metric]) => String(metric).startsWith("Cache")).map((line) => [line[1], ...line.slice(3, 6)]),
    );
    const ofEachStage = (metric: string) =>
      doors.flatMap((door) =>
        ["v1", "v2"].map((version) => [metric, `shop-${name}-orders-${door}-${version}`, "Stage", name]),
      );
    expect(shown).toEqual(cache ? [...ofEachStage("CacheHitCount"), ...ofEachStage("CacheMissCount")] : []);
  });

  test("shows every function, table, stream and state machine that the environment has", () => {
    const stacks = Object.values(synthesize([environments.find((each) => each.name === name)!]));
    const named = (type: string, argument: string) =>
      stacks.flatMap((stack) => Object.values(stack.all(type)).map((each) => each[argument]));
    for (const title of ["Concurrent executions", "Errors", "Throttles", "Duration p99 (ms)"])
      expect(new Set(lines(title).map((line) => line[3]))).toEqual(
        new Set(named("aws_lambda_function", "function_name")),
      );
    expect(lines("Records that came in")[0]!.slice(2, 4)).toEqual(["StreamName", `shop-${name}-events`]);
    expect(lines("Age of the oldest record (s)")[0]!.slice(2, 4)).toEqual([
      "DeliveryStreamName",
      `shop-${name}-events`,
    ]);
    expect(lines("Executions that failed")[0]!.slice(2, 4)).toEqual([
      "StateMachineArn",
      `arn:aws:states:${region}:${account}:stateMachine:shop-${name}-fulfilment`,
    ]);
    for (const title of ["Consumed read capacity", "Write throttles"])
      expect(new Set(lines(title).map((line) => line[3]))).toEqual(new Set(named("aws_dynamodb_table", "name")));
  });

  test("lays its graphs out without overlaps, inside CloudWatch's 24 columns, in the environment's region", () => {
    const graphs = widgets().filter(({ type }) => type === "metric");
    expect(new Set(graphs.map(({ properties }) => properties.region))).toEqual(new Set([region]));
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets()) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column++)
        for (let row = y; row < y + height; row++) {
          expect(taken).not.toContain(`${column},${row}`);
          taken.add(`${column},${row}`);
        }
    }
  });
});

test("a section that has nothing to show is left out", () => {
  const { realtime: _realtime, ...pins } = dev;
  const stack = synthesize([pins])["dev-operations"]!;
  const headings = widgetsOf(stack.the("aws_cloudwatch_dashboard")).flatMap(
    ({ properties }) => properties.markdown ?? [],
  );
  expect(headings).toContain("## REST APIs");
  expect(headings).not.toContain("## WebSocket APIs");
  expect(headings).not.toContain("## Streams that functions read");
});
