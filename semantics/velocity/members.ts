import { listMethods, mapMethods } from "./collection-members";
import type { Limit, Methods } from "./method-table";
import { booleanMethods, numberMethods } from "./number-members";
import { stringMethods } from "./string-members";
import { isList, isMap, isNumber, isObject, within, type JavaList, type JavaMap, type Value } from "./values";

/** `value.name`: null when there is no such property. */
export function propertyOf(value: Value, name: string): Value {
  if (isMap(value)) return value.entries.get(name) ?? null;
  if (isList(value)) return name === "empty" ? value.items.length === 0 : null;
  if (typeof value === "string") return name === "empty" ? value === "" : null;
  return isObject(value) ? value.property(name) : null;
}

/** `value.name(args)`: null when the method answers null or doesn't exist for these arguments. */
export function callMethod(value: Value, name: string, args: readonly Value[], limit: Limit): Value {
  if (value === null) return null;
  if (isObject(value)) return value.call(name, args, limit) ?? null;
  const method = methodsOf(value)
    .get(name)
    ?.find(({ accepts }) => accepts(args));
  return method?.run(value, args, limit) ?? null;
}

/** `value[index]`, counted from the end when negative. */
export function elementOf(value: Value, index: Value, limit: Limit): Value {
  return callMethod(value, "get", [fromEnd(value, index)], limit);
}

/** `#set($value.name = assigned)` and `#set($value[name] = assigned)`; what can't be set stays as it is. */
export function assign(value: Value, name: Value, assigned: Value): void {
  if (isMap(value)) value.entries.set(name, assigned);
  else if (isList(value)) {
    const index = fromEnd(value, name);
    if (typeof index === "bigint") value.items[within(index, value.items.length)] = assigned;
  } else if (isObject(value) && typeof name === "string") value.assign?.(name, assigned);
}

function fromEnd(value: Value, index: Value): Value {
  return isList(value) && typeof index === "bigint" && index < 0n ? index + BigInt(value.items.length) : index;
}

function methodsOf(value: string | boolean | bigint | number | JavaList | JavaMap): Methods {
  if (typeof value === "string") return stringMethods;
  if (typeof value === "boolean") return booleanMethods;
  if (isNumber(value)) return numberMethods;
  return isList(value) ? listMethods : mapMethods;
}
