import type { Action, Parameters, Result, Rules, Store } from "dynalite/db";
import validations from "dynalite/validations";

/** dynalite's action of this name, such as `putItem`. */
export const action = (name: string) => require(`dynalite/actions/${name}`) as Action;

/**
 * What checks an action's request and returns it with parsed expressions; it throws DynamoDB's ValidationException or
 * SerializationException. The request is changed: what the action doesn't know is removed from it.
 */
export function checker(name: string, store: Store): (request: object) => Parameters {
  const { types, custom } = require(`dynalite/validations/${name}`) as Rules;
  return (request) => {
    const data = validations.checkTypes(request, types);
    validations.checkValidations(data, types, custom, store);
    return data;
  };
}

export function perform(run: Action, store: Store, data: Parameters): Promise<Result> {
  return new Promise((resolve, reject) =>
    run(store, data, (error, result) => (error ? reject(error) : resolve(result ?? {}))),
  );
}
