import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Cursor } from "./cursor";
import { constants, parseExpression } from "./expression";
import { parseTypeConstraint } from "./type-constraint";
import { isMap, toMap } from "./values";

type Json = Record<string, unknown>;

/**
 * The input variables of a stack. Their values come, as for Terraform, from `TF_VAR_<name>`, `terraform.tfvars`,
 * `terraform.tfvars.json` and `*.auto.tfvars`, `*.auto.tfvars.json` in the stack's folder, the last one winning, else from their defaults.
 */
export class Variables {
  private readonly values = new Map<string, unknown>();
  private given: Json | undefined;

  constructor(
    private readonly declared: Json,
    private readonly folder: string,
  ) {}

  /** Throws for a variable that isn't declared, has no value, or one of another type than it declares. */
  get(name: string): unknown {
    if (!this.values.has(name)) this.values.set(name, this.read(name));
    return this.values.get(name);
  }

  private read(name: string): unknown {
    const declared = Object.hasOwn(this.declared, name) ? [this.declared[name]].flat()[0] : undefined;
    if (!isMap(declared)) throw new Error(`expected a variable "${name}", got none of that name`);
    const type = typeof declared["type"] === "string" ? declared["type"] : undefined;
    const value = this.valueOf(name, declared, type);
    if (value !== null) return type === undefined ? value : parseTypeConstraint(type)(value);
    if (declared["nullable"] !== false) return null;
    throw new Error(`expected a value other than null, got null`);
  }

  private valueOf(name: string, declared: Json, type: string | undefined): unknown {
    const given = (this.given ??= readTfvars(this.folder));
    const fromFiles = Object.hasOwn(given, name) ? given[name] : undefined;
    if (fromFiles !== undefined && !(fromFiles === null && declared["nullable"] === false)) return fromFiles;
    const fromEnvironment = process.env[`TF_VAR_${name}`];
    // of a type with parts the text is an expression, as Terraform has it
    if (fromEnvironment !== undefined)
      return type === undefined || /^(string|number|bool)$/.test(type.trim())
        ? fromEnvironment
        : parseExpression(new Cursor(fromEnvironment))(constants);
    if (declared["default"] !== undefined) return declared["default"];
    throw new Error(`expected a default, a value in terraform.tfvars.json or TF_VAR_${name}, got none`);
  }
}

function readTfvars(folder: string): Json {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const files = [
    ...["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name)),
    ...names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name)).toSorted(),
  ];
  return Object.assign({}, ...files.map((name) => readFile(join(folder, name)))) as Json;
}

function readFile(file: string): Json {
  const text = readFileSync(file, "utf8");
  try {
    return toMap(file.endsWith(".json") ? JSON.parse(text) : parseExpression(new Cursor(`{${text}\n}`))(constants));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
