import { bounds } from "./bounds";
import { Evaluator } from "./evaluator";
import { assign } from "./members";
import { DefinedBlock, Loop } from "./scopes";
import type { Block, Reference, Statement } from "./syntax";
import { JavaException, isList, isMap, isObject, type Value } from "./values";

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

class Renderer extends Evaluator {
  private output = new Output();
  private readonly root = {};
  private readonly scopes: object[] = [this.root];

  template(block: Block): string {
    this.enter(this.root, () => this.block(block));
    return this.output.toString();
  }

  private block(block: Block): void {
    for (const statement of block) this.guarded(placeOf(statement), () => this.statement(statement));
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
        return this.define(statement);
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
    if (reference.escaped) return this.write(prefix + nullText);
    const value = this.valueOf(reference);
    this.write(prefix + more);
    if (value instanceof DefinedBlock) {
      if (!value.render()) this.write(nullText);
    } else {
      this.write(this.text(value));
    }
  }

  private define({ key, body }: Extract<Statement, { kind: "define" }>): void {
    const print = (scope: DefinedBlock) => this.enter(scope, () => this.block(body));
    this.variables.set(key, new DefinedBlock(print, (render) => this.capture(render)));
  }

  protected override textOfBlock(block: Block): string {
    return this.capture(() => this.block(block));
  }

  private capture(render: () => void): string {
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

  private write(text: string): void {
    this.output.write(text);
    this.spend(0, text.length);
    if (this.output.length > bounds.output) {
      throw new JavaException(`expected at most ${bounds.output} characters rendered, got more`);
    }
  }
}

function placeOf(statement: Statement): number {
  if (statement.kind === "reference") return statement.reference.offset;
  return "offset" in statement ? statement.offset : 0;
}

/** What `#foreach` walks: a list's elements, a map's values, nothing for anything else. */
function itemsOf(value: Value): Value[] {
  if (isList(value)) return value.items;
  if (isMap(value)) return [...value.entries.values()];
  return isObject(value) ? (value.elements?.() ?? []) : [];
}
