import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import { byUse, monthly, priceSentence, priceTable } from "./prices";

/** What plans add to and take from the monthly bill, by list prices: an estimate. Amounts in USD a month. */
export interface CostEstimate {
  date: string;
  region: string;
  added: number;
  removed: number;
  /** Resources whose fixed price changes, in the plans' order. */
  lines: { plan: string; address: string; before: number; after: number }[];
  /** Prices by use of what is created, each once. */
  use: string[];
  /** Resources with a fixed price that the plan can't tell. */
  unknown: { plan: string; address: string }[];
}

/** Estimates by the dated table in prices.ts; a type that is not in it is not counted. */
export function estimateCost(plans: readonly Plan[]): CostEstimate {
  const estimate: CostEstimate = {
    date: priceTable.date,
    region: priceTable.region,
    added: 0,
    removed: 0,
    lines: [],
    use: [],
    unknown: [],
  };
  const use = new Set<string>();
  for (const plan of plans)
    for (const change of plan.changes.filter(({ mode, isChange }) => mode === "managed" && isChange)) {
      const usePrice = Object.hasOwn(byUse, change.type) ? byUse[change.type] : undefined;
      if (change.isCreate && usePrice !== undefined) use.add(priceSentence(usePrice));
      const price = priceOf(change);
      if (price === undefined) continue;
      const { before, after } = price;
      if (before === undefined || after === undefined)
        estimate.unknown.push({ plan: plan.name, address: change.address });
      else if (before !== after) {
        estimate.lines.push({ plan: plan.name, address: change.address, before, after });
        if (after > before) estimate.added += after - before;
        else estimate.removed += before - after;
      }
    }
  estimate.added = cents(estimate.added);
  estimate.removed = cents(estimate.removed);
  estimate.use = [...use].toSorted();
  return estimate;
}

function priceOf(change: ResourceChange): { before: number | undefined; after: number | undefined } | undefined {
  const row = Object.hasOwn(monthly, change.type) ? monthly[change.type] : undefined;
  if (!row) return undefined;
  const of = (values: ResourceChange["before"]) => {
    const amount = values === undefined ? 0 : row.price(values);
    return amount === undefined ? undefined : cents(amount);
  };
  // what is let go is paid on
  if (change.isForget) return { before: of(change.before), after: of(change.before) };
  const isUnknown = row.by.some((attribute) => change.isUnknown([attribute]));
  return { before: of(change.before), after: isUnknown ? undefined : of(change.after) };
}

const cents = (amount: number) => Math.round(amount * 100) / 100;
