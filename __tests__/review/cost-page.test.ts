import { readFileSync } from "node:fs";
import { join } from "node:path";
import { estimateCost } from "../../tools/review/cost/estimate";
import { byUse, priceTable } from "../../tools/review/cost/prices";
import { type Attributes, planOf } from "./plan-builder";
import { type Arguments, environments, synthesize } from "../stacks/synthesis";

const page = readFileSync(join(__dirname, "../../docs/costs.md"), "utf8");
const names = environments.map(({ name }) => name);
const stacks = Object.values(synthesize());

/** Text without the spaces with which a table is laid out. */
const flat = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
const table = (head: string[], rows: string[][]) =>
  flat([head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
const dollars = (amount: number) => (Math.round(amount * 100) / 100).toFixed(2);

/** Arguments as a plan has them: nested blocks are lists. */
function asPlanned({ metric_query: queries, stream_mode_details: mode, ...others }: Arguments): Attributes {
  const planned = Array.isArray(queries)
    ? {
        metric_query: (queries as Arguments[]).map(({ metric, ...query }) => ({
          ...query,
          metric: metric ? [metric] : [],
        })),
      }
    : {};
  return { ...others, ...planned, ...(mode !== undefined && { stream_mode_details: [mode] }) } as Attributes;
}

/** By type: how many an environment has, and what they cost a month. */
function standing(environment: string) {
  const changes = stacks
    .filter(({ name }) => name.startsWith(`${environment}-`))
    .flatMap((stack) =>
      Object.entries(stack.json.resource ?? {}).flatMap(([type, named]) =>
        Object.entries(named).map(([name, resource]) => ({
          address: `${type}.${stack.name.replaceAll("-", "_")}_${name}`,
          after: asPlanned(resource),
        })),
      ),
    );
  const { lines, unknown } = estimateCost([planOf({ changes })]);
  expect(unknown).toEqual([]);
  const byType = new Map<string, { count: number; cost: number }>();
  for (const { address, after } of lines) {
    const [type = ""] = address.split(".");
    const { count, cost } = byType.get(type) ?? { count: 0, cost: 0 };
    byType.set(type, { count: count + 1, cost: cost + after });
  }
  return byType;
}

test("the page tells what stands in each environment's bill without traffic", () => {
  const found = names.map(standing);
  const types = [...new Set(found.flatMap((each) => [...each.keys()]))].toSorted();
  const cell = (each: ReturnType<typeof standing>, type: string) => {
    const entry = each.get(type);
    return entry ? `${entry.count}: ${dollars(entry.cost)}` : "-";
  };
  const total = found.map((each) => dollars([...each.values()].reduce((sum, { cost }) => sum + cost, 0)));
  expect(flat(page)).toContain(
    table(
      ["USD a month", ...names],
      [
        ...types.map((type) => [`\`${type}\``, ...found.map((each) => cell(each, type))]),
        ["**all**", ...total.map((sum) => `**${sum}**`)],
      ],
    ),
  );
});

/** What one `GET /orders/{orderId}` takes: told on the page. */
const assumed = { seconds: 0.05, readUnits: 1, logKilobytes: 1.5 };

test("the page tells what a million requests cost", () => {
  const price = (type: string, unit: string) => Number(byUse[type]!.per[unit]);
  const rows = environments.map(({ lambda }) => [
    price("aws_api_gateway_rest_api", "million requests"),
    price("aws_lambda_function", "million requests"),
    1e6 * assumed.seconds * (lambda.memorySize / 1024) * price("aws_lambda_function", "GB-second on arm64"),
    assumed.readUnits * price("aws_dynamodb_table", "million reads"),
    assumed.logKilobytes * price("aws_cloudwatch_log_group", "GB written"),
  ]);
  const labels = ["REST API", "Lambda, requests", "Lambda, time", "DynamoDB, reads", "CloudWatch Logs"];
  const total = rows.map((row) => dollars(row.reduce((sum, amount) => sum + amount, 0)));
  expect(flat(page)).toContain(
    table(
      ["USD per million requests", ...environments.map(({ name, lambda }) => `${name}, ${lambda.memorySize} MB`)],
      [
        ...labels.map((label, index) => [label, ...rows.map((row) => dollars(row[index]!))]),
        ["**all**", ...total.map((sum) => `**${sum}**`)],
      ],
    ),
  );
  expect(page).toContain("50 ms");
  expect(page).toContain("1.5 KB");
});

test("the page tells the price of each use of what is deployed", () => {
  const deployed = new Set(stacks.flatMap(({ json }) => Object.keys(json.resource ?? {})));
  const rows = Object.entries(byUse)
    .filter(([type]) => deployed.has(type))
    .flatMap(([, { name, per }]) => Object.entries(per).map(([unit, amount]) => [name, unit, amount]));
  expect(flat(page)).toContain(table(["use", "unit", "USD"], rows));
});

test("the page tells of which day and region its prices are", () => {
  expect(page).toContain(`list prices of ${priceTable.region} on ${priceTable.date}`);
});
