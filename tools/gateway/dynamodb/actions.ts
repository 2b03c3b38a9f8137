import dynalite, {
  type Action,
  type Expression,
  type Parameters,
  type Result,
  type Rules,
  type Store,
} from "dynalite/db";
import validations from "dynalite/validations";

/** dynalite's action of this name, such as `putItem`. */
export const action = (name: string) => require(`dynalite/actions/${name}`) as Action;

/**
 * What checks an action's request and returns it with parsed expressions; it throws DynamoDB's ValidationException or
 * SerializationException. The request is changed: what the action doesn't know is removed from it.
 */
export function checker(name: string, store: Store): (request: object) => Parameters {
  const { types: declared, custom } = require(`dynalite/validations/${name}`) as Rules;
  const types = withShortNames.has(store) ? acceptingShortNames(declared) : declared;
  return (request) => {
    const data = validations.checkTypes(request, types);
    validations.checkValidations(data, types, custom, store);
    refuseUnsupported(data);
    return data;
  };
}

/** Stores with a table whose name is shorter than DynamoDB allows. */
const withShortNames = new WeakSet<Store>();

/** Lets the checkers that are made for a store from now on take names of one and two characters, for tables that a stack has. */
export const acceptShortNames = (store: Store): void => {
  withShortNames.add(store);
};

function acceptingShortNames(types: Rules["types"]): Rules["types"] {
  const { TableName: name, RequestItems: batch } = types;
  return {
    ...types,
    ...(name && { TableName: { ...name, tableName: false, ...shortName } }),
    ...(batch?.keys && { RequestItems: { ...batch, keys: { ...batch.keys, ...shortName } } }),
  };
}

const shortName = { lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 };

/** What dynalite takes and then does wrong in silence. */
function refuseUnsupported(data: Parameters) {
  for (const parsed of [data["_condition"], data["_filter"]])
    if (parsed && comparesDocuments(parsed.expression))
      throw dynalite.validationError("this local DynamoDB can't compare a map or a list with =, <> or IN");
  const changes = (data["GlobalSecondaryIndexUpdates"] ?? []) as object[];
  if (changes.some((change) => !("Update" in change)))
    throw dynalite.validationError("this local DynamoDB adds and drops indexes only by a table's definition");
}

function comparesDocuments({ type, args = [] }: Expression): boolean {
  const compares = ["=", "<>", "in"].includes(type ?? "");
  return args.some(
    (arg) => !Array.isArray(arg) && ((compares && ("M" in arg || "L" in arg)) || comparesDocuments(arg)),
  );
}

export function perform(run: Action, store: Store, data: Parameters): Promise<Result> {
  return new Promise((resolve, reject) =>
    run(store, data, (error, result) => (error ? reject(error) : resolve(result ?? {}))),
  );
}
