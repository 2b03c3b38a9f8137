import { RegexError } from "../bounded-regex";
import { calculate, compareNumbers } from "./arithmetic";
import { Budget } from "./bounds";
import { callMethod, elementOf, propertyOf } from "./members";
import type { Arithmetic, Block, Expression, Reference, Step } from "./syntax";
import { templateErrorAt } from "./template-error";
import { JavaException, JavaList, JavaMap, isList, isNumber, isObject, javaEquals, textOf, type Value } from "./values";

/** The values of references and expressions. */
export abstract class Evaluator {
  private readonly budget = new Budget();
  /** Where the string is whose content is being rendered; its own offsets count from its beginning. */
  private string: number | undefined;

  constructor(
    protected readonly variables: Map<string, Value>,
    private readonly source: string,
  ) {}

  /** What a block renders, as a text of its own. */
  protected abstract textOfBlock(block: Block): string;

  /** What `#if` makes of an expression: a reference is true unless it is false, a literal other than true is false. */
  protected truth(expression: Expression): boolean {
    this.step();
    switch (expression.kind) {
      case "reference":
        return this.valueOf(expression.reference) !== false;
      case "literal":
        return expression.value === true;
      case "not":
        return !this.truth(expression.operand);
      case "binary":
        return this.binary(expression) === true;
      default:
        return false;
    }
  }

  protected evaluate(expression: Expression): Value {
    this.step();
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "reference":
        return this.valueOf(expression.reference);
      case "interpolation":
        return this.interpolate(expression);
      case "list":
        return new JavaList(expression.items.map((item) => this.evaluate(item)));
      case "map":
        return new JavaMap(
          expression.entries.map(([key, value]) => [this.evaluate(key), this.evaluate(value)] as const),
        );
      case "range":
        return this.range(expression);
      case "not":
        return !this.truth(expression.operand);
      default:
        return this.binary(expression);
    }
  }

  protected interpolate({ body, padded, offset }: Extract<Expression, { kind: "interpolation" }>): string {
    const outer = this.string;
    this.string ??= offset;
    try {
      const text = this.textOfBlock(body);
      return padded ? text.slice(0, -1) : text;
    } finally {
      this.string = outer;
    }
  }

  protected range({ from, to, offset }: Extract<Expression, { kind: "range" }>): Value {
    const [first, last] = [this.evaluate(from), this.evaluate(to)];
    if (!isNumber(first) || !isNumber(last)) return null;
    const [start, end] = [Math.trunc(Number(first)), Math.trunc(Number(last))];
    const size = Math.abs(end - start) + 1;
    this.guarded(offset, () => this.spend(size, size));
    return new JavaList(Array.from({ length: size }, (_, at) => BigInt(start + (end < start ? -at : at))));
  }

  protected binary(expression: Extract<Expression, { kind: "binary" }>): Value {
    const { operator, left, right } = expression;
    if (operator === "AND") return this.truth(left) && this.truth(right);
    if (operator === "OR") return this.truth(left) || this.truth(right);
    const [a, b] = [this.evaluate(left), this.evaluate(right)];
    switch (operator) {
      case "EQ":
        return this.equal(a, b);
      case "NE":
        return !this.equal(a, b);
      case "LT":
        return isNumber(a) && isNumber(b) && compareNumbers(a, b) < 0;
      case "LE":
        return isNumber(a) && isNumber(b) && compareNumbers(a, b) <= 0;
      case "GT":
        return isNumber(a) && isNumber(b) && compareNumbers(a, b) > 0;
      case "GE":
        return isNumber(a) && isNumber(b) && compareNumbers(a, b) >= 0;
      default:
        return this.arithmetic(operator, a, b);
    }
  }

  /** Velocity compares numbers by value, objects of one class by equals() and others by what they print. */
  protected equal(left: Value, right: Value): boolean {
    if (left === null || right === null) return left === right;
    if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
    if (typeof left === typeof right && isList(left) === isList(right) && !isObject(left)) {
      return javaEquals(left, right, (length) => this.spend(1, length));
    }
    return left === right || this.text(left) === this.text(right);
  }

  protected arithmetic(operator: Arithmetic, left: Value, right: Value): Value {
    if (operator === "PLUS" && left !== null && right !== null) {
      if (typeof left === "string" || typeof right === "string") {
        const sum = this.text(left) + this.text(right);
        this.spend(1, sum.length);
        return sum;
      }
    }
    return isNumber(left) && isNumber(right) ? calculate(operator, left, right) : null;
  }

  /** A reference's value; one that leads nowhere is the empty string, as API Gateway renders it. */
  protected valueOf(reference: Reference): Value {
    if (reference.inert || reference.runt) return "";
    return this.follow(this.variables.get(reference.root) ?? null, reference.steps) ?? "";
  }

  protected follow(start: Value, steps: readonly Step[]): Value {
    let value = start;
    for (const step of steps) {
      if (value === null) return null;
      const owner = value;
      this.step();
      value = this.guarded(step.offset, () => this.take(owner, step));
    }
    return value;
  }

  protected take(owner: Value, step: Step): Value {
    // methods of long texts and lists look at all of them
    if (typeof owner === "string") this.spend(owner.length >> 10, 0);
    const limit = (length: number) => this.spend(1, length);
    if (step.kind === "property") return propertyOf(owner, step.name);
    if (step.kind === "index") return elementOf(owner, this.evaluate(step.index), limit);
    const args = step.args.map((arg) => this.evaluate(arg));
    return callMethod(owner, step.name, args, limit);
  }

  protected text(value: Value): string {
    return textOf(value, (length) => this.spend(1, length));
  }

  protected step(): void {
    this.spend(1, 0);
  }

  protected spend(steps: number, characters: number): void {
    this.budget.spend(steps, characters);
  }

  protected guarded<T>(offset: number, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof JavaException || error instanceof RegexError) throw this.error(offset, error.message);
      if (error instanceof RangeError)
        throw this.error(offset, `expected smaller values or expressions, ${error.message}`);
      throw error;
    }
  }

  protected error(offset: number, message: string): Error {
    return templateErrorAt(this.source, this.string ?? offset, message);
  }
}
