import { limits } from "../limits";
import { RegexError } from "../java-regex";
import { calculate, compareNumbers } from "./arithmetic";
import { assign, callMethod, elementOf, propertyOf } from "./members";
import type { Arithmetic, Block, Expression, Reference, Statement, Step } from "./syntax";
import { templateErrorAt } from "./template-error";
import {
  JavaException,
  JavaList,
  JavaMap,
  isList,
  isObject,
  javaEquals,
  isMap,
  isNumber,
  textOf,
  type JavaObject,
  type Value,
} from "./values";

/** What one rendering may do; a template or input that needs more fails with a TemplateError. */
export const bounds = {
  /** Statements, expressions and elements evaluated. */
  steps: 2_000_000,
  /** Characters of all texts built on the way. */
  characters: 100_000_000,
  /** Characters rendered: API Gateway's payload quota. */
  output: limits.payloadBytes,
  /** Iterations of one #foreach, after which the loop ends as with Velocity's `directive.foreach.maxloops`. */
  iterations: limits.templateIterations,
} as const;

/** Renders a parsed template with `variables`, which it changes. `source` is the template's text, for errors. */
export function renderTemplate(block: Block, variables: Map<string, Value>, source: string): string {
  return new Renderer(variables, source).template(block);
}

/** Leaves everything up to `scope`: a loop, a defined block or the whole template. */
class Leave {
  constructor(readonly scope: object) {}
}

class Output {
  private parts: string[] = [];
  length = 0;

  write(text: string): void {
    this.parts.push(text);
    this.length += text.length;
  }

  toString(): string {
    return this.parts.join("");
  }
}

class Renderer {
  private output = new Output();
  private readonly root = {};
  private readonly scopes: object[] = [this.root];
  private steps = 0;
  private characters = 0;
  /** Where the string is whose content is being rendered; its own offsets count from its beginning. */
  private string: number | undefined;

  constructor(
    private readonly variables: Map<string, Value>,
    private readonly source: string,
  ) {}

  template(block: Block): string {
    this.enter(this.root, () => this.block(block));
    return this.output.toString();
  }

  private block(block: Block): void {
    for (const statement of block) this.statement(statement);
  }

  private statement(statement: Statement): void {
    this.step();
    switch (statement.kind) {
      case "text":
        return this.write(statement.text);
      case "reference":
        return this.print(statement.reference);
      case "set":
        return this.set(statement);
      case "if": {
        const branch = statement.branches.find(({ test }) => this.truth(test));
        return this.block(branch?.body ?? statement.otherwise);
      }
      case "foreach":
        return this.foreach(statement);
      case "define":
        this.variables.set(statement.key, new DefinedBlock(this, statement.body));
        return;
      case "break":
        throw new Leave(this.scopeToBreak(statement));
      case "stop":
        throw new Leave(this.root);
    }
  }

  private print(reference: Reference): void {
    const { prefix, more, nullText } = reference;
    if (reference.inert) return;
    if (reference.runt) return this.write(reference.root);
    if (reference.escaped) return this.write(prefix + more + nullText);
    const value = this.valueOf(reference);
    this.write(prefix + more);
    if (value instanceof DefinedBlock) {
      if (!value.render()) this.write(nullText);
    } else {
      this.write(this.text(value));
    }
  }

  /** Runs a `#define`d block where it is printed. */
  renderDefined(scope: object, body: Block): void {
    this.enter(scope, () => this.block(body));
  }

  /** Renders to a text of its own. */
  capture(render: () => void): string {
    const outer = this.output;
    const inner = new Output();
    this.output = inner;
    try {
      render();
    } finally {
      this.output = outer;
    }
    return inner.toString();
  }

  private set({ target, value: expression, offset }: Extract<Statement, { kind: "set" }>): void {
    const value = this.evaluate(expression);
    if (value === null) return;
    const last = target.steps.at(-1);
    if (!last) {
      // Velocity 1.7 sets a variable called `{` for ${name} and `!name` for $!name
      if (target.plain) this.variables.set(target.root, value);
      return;
    }
    const owner = this.follow(this.variables.get(target.root) ?? null, target.steps.slice(0, -1));
    if (owner === null || last.kind === "method") return;
    const name = last.kind === "index" ? this.evaluate(last.index) : last.name;
    this.guarded(offset, () => assign(owner, name, value));
  }

  private foreach({ key, list, body }: Extract<Statement, { kind: "foreach" }>): void {
    const items = itemsOf(this.evaluate(list));
    const outer = ["foreach", "velocityCount", "velocityHasNext", key].map(
      (name) => [name, this.variables.get(name)] as const,
    );
    const outerLoop = this.variables.get("foreach");
    const loop = new Loop(items, outerLoop instanceof Loop ? outerLoop : undefined, (scope) => {
      throw new Leave(scope);
    });
    this.enter(loop, () => {
      for (; loop.index < Math.min(items.length, bounds.iterations); loop.index++) {
        this.step();
        this.variables.set("foreach", loop);
        this.variables.set("velocityCount", BigInt(loop.index + 1));
        this.variables.set("velocityHasNext", loop.index + 1 < items.length);
        this.variables.set(key, items[loop.index] ?? null);
        this.block(body);
      }
    });
    for (const [name, value] of outer) {
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
    }
  }

  private scopeToBreak({ scope, offset }: Extract<Statement, { kind: "break" }>): object {
    if (!scope) return this.scopes.at(-1) ?? this.root;
    const value = this.evaluate(scope);
    if (value instanceof Loop) return value;
    throw this.error(offset, "expected #break to name a loop like $foreach");
  }

  private enter(scope: object, run: () => void): void {
    this.scopes.push(scope);
    try {
      run();
    } catch (error) {
      if (!(error instanceof Leave) || error.scope !== scope) throw error;
    } finally {
      this.scopes.pop();
    }
  }

  /** What `#if` makes of an expression: a reference is true unless it is false, a literal other than true is false. */
  private truth(expression: Expression): boolean {
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

  private evaluate(expression: Expression): Value {
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

  private interpolate({ body, padded, offset }: Extract<Expression, { kind: "interpolation" }>): string {
    const outer = this.string;
    this.string ??= offset;
    const text = this.capture(() => this.block(body));
    this.string = outer;
    return padded ? text.slice(0, -1) : text;
  }

  private range({ from, to, offset }: Extract<Expression, { kind: "range" }>): Value {
    const [first, last] = [this.evaluate(from), this.evaluate(to)];
    if (!isNumber(first) || !isNumber(last)) return null;
    const [start, end] = [Math.trunc(Number(first)), Math.trunc(Number(last))];
    const size = Math.abs(end - start) + 1;
    this.guarded(offset, () => this.spend(size, size));
    return new JavaList(Array.from({ length: size }, (_, at) => BigInt(start + (end < start ? -at : at))));
  }

  private binary(expression: Extract<Expression, { kind: "binary" }>): Value {
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
  private equal(left: Value, right: Value): boolean {
    if (left === null || right === null) return left === right;
    if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
    if (typeof left === typeof right && isList(left) === isList(right) && !isObject(left)) {
      return javaEquals(left, right);
    }
    return left === right || this.text(left) === this.text(right);
  }

  private arithmetic(operator: Arithmetic, left: Value, right: Value): Value {
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
  private valueOf(reference: Reference): Value {
    if (reference.inert || reference.runt) return "";
    return this.follow(this.variables.get(reference.root) ?? null, reference.steps) ?? "";
  }

  private follow(start: Value, steps: readonly Step[]): Value {
    let value = start;
    for (const step of steps) {
      if (value === null) return null;
      const owner = value;
      this.step();
      value = this.guarded(step.offset, () => this.take(owner, step));
    }
    return value;
  }

  private take(owner: Value, step: Step): Value {
    const limit = (length: number) => this.spend(1, length);
    if (step.kind === "property") return propertyOf(owner, step.name);
    if (step.kind === "index") return elementOf(owner, this.evaluate(step.index), limit);
    const args = step.args.map((arg) => this.evaluate(arg));
    return callMethod(owner, step.name, args, limit);
  }

  private text(value: Value): string {
    return textOf(value, (length) => this.spend(1, length));
  }

  private write(text: string): void {
    this.output.write(text);
    this.characters += text.length;
    if (this.output.length > bounds.output) {
      throw this.error(0, `expected at most ${bounds.output} characters rendered, got more`);
    }
  }

  private step(): void {
    this.spend(1, 0);
  }

  private spend(steps: number, characters: number): void {
    this.steps += steps;
    this.characters += characters;
    if (this.steps > bounds.steps) throw new JavaException(`expected at most ${bounds.steps} steps, got more`);
    if (this.characters > bounds.characters) {
      throw new JavaException(`expected at most ${bounds.characters} characters of intermediate text, got more`);
    }
  }

  private guarded<T>(offset: number, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof JavaException || error instanceof RegexError) throw this.error(offset, error.message);
      throw error;
    }
  }

  private error(offset: number, message: string): Error {
    return templateErrorAt(this.source, this.string ?? offset, message);
  }
}

/** A `#define`d block: rendered anew wherever it is used, with the variables as they are there. */
class DefinedBlock implements JavaObject {
  readonly kind = "object";
  private depth = 0;

  constructor(
    private readonly renderer: Renderer,
    private readonly body: Block,
  ) {}

  /** False, with nothing rendered, when it contains itself more than twice. */
  render(): boolean {
    if (this.depth >= 2) return false;
    this.depth++;
    try {
      this.renderer.renderDefined(this, this.body);
    } finally {
      this.depth--;
    }
    return true;
  }

  property(): null {
    return null;
  }

  call(): undefined {
    return undefined;
  }

  text(): string {
    return this.renderer.capture(() => this.render());
  }
}

/** `$foreach` inside a loop. */
class Loop implements JavaObject {
  readonly kind = "object";
  index = 0;
  private readonly own = new Map<string, Value>();

  constructor(
    private readonly items: readonly Value[],
    private readonly parent: Loop | undefined,
    private readonly leave: (scope: Loop) => never,
  ) {}

  property(name: string): Value {
    switch (name) {
      case "index":
        return BigInt(this.index);
      case "count":
        return BigInt(this.index + 1);
      case "hasNext":
        return this.index + 1 < this.items.length;
      case "first":
        return this.index === 0;
      case "last":
        return this.index + 1 >= this.items.length;
      case "parent":
        return this.parent ?? null;
      case "topmost":
        return this.parent?.property("topmost") ?? this;
      default:
        return this.own.get(name) ?? null;
    }
  }

  call(name: string, args: readonly Value[]): Value | undefined {
    if (args.length > 0) return undefined;
    if (name === "stop") return this.leave(this);
    const property = name.replace(/^(?:get|is)([A-Z])/, (_, initial: string) => initial.toLowerCase());
    return name === property && name !== "hasNext" ? undefined : this.property(property);
  }

  assign(name: string, value: Value): void {
    this.own.set(name, value);
  }

  text(): string {
    return "foreach";
  }
}

/** What `#foreach` walks: a list's elements, a map's values, nothing for anything else. */
function itemsOf(value: Value): Value[] {
  if (isList(value)) return value.items;
  if (isMap(value)) return [...value.entries.values()];
  return isObject(value) ? (value.elements?.() ?? []) : [];
}
