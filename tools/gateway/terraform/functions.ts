import { checkArity } from "./functions/arity";
import { collectionFunctions } from "./functions/collections";
import { encodingFunctions } from "./functions/encoding";
import { fileFunctions } from "./functions/files";
import { networkFunctions } from "./functions/network";
import { numberFunctions } from "./functions/numbers";
import { textFunctions } from "./functions/text";
import { timeFunctions } from "./functions/time";
import { typeFunctions } from "./functions/types";
import type { Scope } from "./expression";
import { isUnsupported, Unsupported } from "./unsupported";

type Argument = () => unknown;

/** A function of Terraform's: takes evaluated arguments, throws for those that it can't take. */
export type Implementation = (args: unknown[], scope: Scope) => unknown;

/** Calls a function of Terraform's language. An unknown one, or one that can't give the same result here, is an error that names it. */
export function callFunction(name: string, args: Argument[], scope: Scope): unknown {
  const plainName = name.replace(/^core::/, "");
  checkArity(plainName, args.length);
  const lazy = lazyFunctions.get(plainName);
  if (lazy) return lazy(args);
  const called = implementations().get(plainName);
  if (!called)
    throw new Unsupported(`function ${name}(): expected one that the local gateway knows, ${why(plainName)}`);
  try {
    return called(
      args.map((argument) => argument()),
      scope,
    );
  } catch (error) {
    throw new Error(`function ${name}(): ${(error as Error).message}`, { cause: error });
  }
}

let known: Map<string, Implementation> | undefined;

/** Put together at first use: some of them evaluate expressions themselves. */
const implementations = () =>
  (known ??= new Map(
    [
      collectionFunctions,
      encodingFunctions,
      fileFunctions,
      networkFunctions,
      numberFunctions,
      textFunctions,
      timeFunctions,
      typeFunctions,
    ].flatMap((table) => Object.entries(table)),
  ));

/** Functions of Terraform's with a result that can't be the same here, and why. */
const refused: Record<string, string> = {
  base64gzip: "compressed bytes differ between libraries",
  bcrypt: "its result is another at every run",
  plantimestamp: "its result is another at every run",
  rsadecrypt: "a private key belongs to Terraform alone",
  timestamp: "its result is another at every run",
  uuid: "its result is another at every run",
};

const why = (name: string) => (Object.hasOwn(refused, name) ? `got "${name}" (${refused[name]})` : `got "${name}"`);

/** Functions that catch the errors of their arguments; what is unsupported here is none that Terraform would have. */
const lazyFunctions = new Map<string, (args: Argument[]) => unknown>([
  [
    "try",
    (args) => {
      const errors: string[] = [];
      for (const argument of args) {
        try {
          return argument();
        } catch (error) {
          if (isUnsupported(error)) throw error;
          errors.push((error as Error).message);
        }
      }
      throw new Error(`function try(): expected one argument without error, got ${errors.join("; ")}`);
    },
  ],
  [
    "can",
    ([argument]) => {
      try {
        argument!();
        return true;
      } catch (error) {
        if (isUnsupported(error)) throw error;
        return false;
      }
    },
  ],
]);
