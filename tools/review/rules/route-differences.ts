import { compareApis } from "../api/compare-apis";
import type { ApiDifference, DifferenceKind } from "../api/difference";
import { type ApiChange, changedApis } from "../api/plan-apis";
import type { AttributeChange, Observation, Severity } from "../finding";
import type { Plan } from "../plan";
import type { PlanRule } from "../rule";

/** A kind of difference between two APIs as a rule: the kind is its id. */
export interface DifferenceRule extends Omit<PlanRule, "id" | "findInPlan"> {
  detail: string;
  remedy: string;
}

export const differenceRule = (id: DifferenceKind, { detail, remedy, ...text }: DifferenceRule): PlanRule => ({
  id,
  ...text,
  findInPlan: (plan) =>
    apisOf(plan).flatMap(({ differences }) =>
      observe(
        differences.filter(({ kind }) => kind === id),
        text.severity,
        detail,
        remedy,
      ),
    ),
});

interface ComparedApi extends ApiChange {
  differences: ApiDifference[];
}

const compared = new WeakMap<Plan, ComparedApi[]>();

/** The APIs that a plan changes, compared once however many rules ask. */
export function apisOf(plan: Plan): ComparedApi[] {
  const known = compared.get(plan);
  if (known) return known;
  const apis = changedApis(plan).map((api) => ({ ...api, differences: compareApis(api.before, api.after) }));
  compared.set(plan, apis);
  return apis;
}

/** One observation for what happens to the same routes in the same way, however many differences it is made of. */
function observe(differences: ApiDifference[], usual: Severity, detail: string, remedy: string): Observation[] {
  const bySentence = groupBy(differences, ({ address, severity, says, before, after }) =>
    JSON.stringify([address, severity, says, before, after]),
  );
  const alike = bySentence.map((same) => ({ first: same[0], routes: routesOf(same), address: addressOf(same) }));
  const byRoutes = groupBy(alike, ({ first, routes, address }) => JSON.stringify([address, first.severity, routes]));
  return byRoutes.map((group) => {
    const [{ first, routes, address }] = group;
    return {
      address,
      severity: first.severity ?? usual,
      title: titleOf(
        routes,
        group.map((one) => one.first.says),
      ),
      detail: routes.length > 1 ? `${detail} Routes: ${listed(routes)}.` : detail,
      remedy,
      changes: group.map(({ first: difference }) => attributeChange(difference, routes)),
    };
  });
}

const addressOf = ([first]: [ApiDifference, ...ApiDifference[]]): string => first.address;

type Group<Item> = [Item, ...Item[]];

function groupBy<Item>(items: Item[], keyOf: (item: Item) => string): Group<Item>[] {
  const groups = new Map<string, Group<Item>>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** Names of routes; a method for all methods once. */
const routesOf = (differences: ApiDifference[]): string[] =>
  [...new Set(differences.flatMap(({ route }) => (route ? [route.declaredAs ?? route.key] : [])))].toSorted();

function titleOf([first, ...others]: string[], says: string[]): string {
  const where =
    first === undefined
      ? ""
      : others.length > 0
        ? `${first} and ${count(others.length, "other route")}: `
        : `${first}: `;
  const [sentence = "", ...more] = says;
  return `${where}${sentence}${more.length > 0 ? `, and ${count(more.length, "more change")}` : ""}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const most = 30;
const listed = (routes: string[]): string =>
  routes.length > most ? `${routes.slice(0, most).join(", ")} and ${routes.length - most} more` : routes.join(", ");

const attributeChange = ({ says, before, after }: ApiDifference, [first, ...others]: string[]): AttributeChange => ({
  attribute: first === undefined || others.length > 0 ? says : `${first}: ${says}`,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});
