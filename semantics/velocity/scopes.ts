import type { Value, JavaObject } from "./values";

/** A `#define`d block: rendered anew wherever it is used, with the variables as they are there. */
export class DefinedBlock implements JavaObject {
  readonly kind = "object";
  private depth = 0;

  constructor(
    /** Renders the block where it stands. */
    private readonly print: (scope: DefinedBlock) => void,
    /** What a piece of rendering prints, as a text of its own. */
    private readonly capture: (render: () => void) => string,
  ) {}

  /** False, with nothing rendered, when it contains itself more than twice. */
  render(): boolean {
    if (this.depth >= 2) return false;
    this.depth++;
    try {
      this.print(this);
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
    return this.capture(() => this.render());
  }
}

/** `$foreach` inside a loop. */
export class Loop implements JavaObject {
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
