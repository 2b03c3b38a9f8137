import { at, isObject, type Json } from "./json";
import { list, masked } from "./resource-change";

/**
 * Values that Terraform calls sensitive outside of `resource_changes`, `resource_drift` and `output_changes`: in
 * `planned_values` and `prior_state`, and variables' values, defaults and arguments, of modules too.
 */
export const hiddenValues = (plan: Json): Json[] => [
  ...ofState(at(plan, ["planned_values"])),
  ...ofState(at(plan, ["prior_state", "values"])),
  ...ofModule(at(plan, ["configuration", "root_module"]), at(plan, ["variables"]), "value"),
];

function ofState(state: Json | undefined): Json[] {
  const outputs = at(state, ["outputs"]);
  return [
    ...(isObject(outputs) ? Object.values(outputs) : []).flatMap((output) =>
      at(output, ["sensitive"]) === true ? (at(output, ["value"]) ?? []) : [],
    ),
    ...ofResources(at(state, ["root_module"])),
  ];
}

const ofResources = (module: Json | undefined): Json[] => [
  ...list(at(module, ["resources"])).flatMap((resource) =>
    masked(at(resource, ["values"]), at(resource, ["sensitive_values"])),
  ),
  ...list(at(module, ["child_modules"])).flatMap(ofResources),
];

/** @param given what the variables are given, as `{ name: { [key]: value } }` */
function ofModule(module: Json | undefined, given: Json | undefined, key: "value" | "constant_value"): Json[] {
  const variables = at(module, ["variables"]);
  const calls = at(module, ["module_calls"]);
  return [
    ...Object.entries(isObject(variables) ? variables : {}).flatMap(([name, declaration]) =>
      at(declaration, ["sensitive"]) === true
        ? [at(declaration, ["default"]) ?? [], at(given, [name, key]) ?? []].flat()
        : [],
    ),
    ...Object.values(isObject(calls) ? calls : {}).flatMap((call) =>
      ofModule(at(call, ["module"]), at(call, ["expressions"]), "constant_value"),
    ),
  ];
}
