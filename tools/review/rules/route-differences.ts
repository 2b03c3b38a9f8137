import { compareApis } from "../api/compare-apis";
import type { ApiDifference, DifferenceKind } from "../api/difference";
import { type ApiChange, changedApis } from "../api/plan-apis";
import type { AttributeChange, Observation, Severity } from "../finding";
import { perPlan } from "../per-plan";
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

/** The APIs that a plan changes, compared once however many rules ask. */
export const apisOf = perPlan((plan): ComparedApi[] =>
  changedApis(plan).map((api) => ({ ...api, differences: compareApis(api.before, api.after) })),
);

/** One observation for what happens to the same routes in the same way, however many differences it is made of. */
function observe(differences: ApiDifference[], usual: Severity, detail: string, remedy: string): Observation[] {
  const alike = groupBy(differences, ({ address, severity, says }) => JSON.stringify([address, severity, says])).map(
    (same) => ({ first: same[0], same, routes: routesOf(same) }),
  );
  const byRoutes = groupBy(alike, ({ first, routes }) => JSON.stringify([first.address, first.severity, routes]));
  return byRoutes.map((group) => {
    const [{ first, routes }] = group;
    const says = group.map((one) => one.first.says);
    return {
      address: first.address,
      severity: first.severity ?? usual,
      title: titleOf(routes, says),
      detail: routes.length > 1 ? `${detail} Routes: ${listed(routes)}.` : detail,
      remedy,
      changes: group
        .flatMap(({ same }) => attributeChanges(same, says.length === 1))
        .filter(({ attribute, before }) => before !== attribute),
    };
  });
}

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
  const said = where === "" ? sentence.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase()) : sentence;
  return `${where}${said}${more.length > 0 ? `, and ${count(more.length, "more change")}` : ""}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const most = 30;
const listed = (routes: string[]): string =>
  routes.length > most ? `${routes.slice(0, most).join(", ")} and ${routes.length - most} more` : routes.join(", ");

/** One for all routes whose values are the same. What the title says already isn't said again. */
function attributeChanges(differences: ApiDifference[], isInTitle: boolean): AttributeChange[] {
  const byValues = groupBy(differences, ({ before, after }) => JSON.stringify([before, after]));
  return byValues.slice(0, most).map((same) => {
    const [{ says, before, after }] = same;
    const [route, ...others] = routesOf(same);
    return {
      attribute: route === undefined || others.length > 0 ? says : isInTitle ? route : `${route}: ${says}`,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    };
  });
}
