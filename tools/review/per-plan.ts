import type { Plan } from "./plan";

/** An index of a plan that many changes look something up in, made once per plan. */
export function perPlan<Index>(make: (plan: Plan) => Index): (plan: Plan) => Index {
  const made = new WeakMap<Plan, Index>();
  return (plan) => {
    const index = made.get(plan) ?? make(plan);
    made.set(plan, index);
    return index;
  };
}
