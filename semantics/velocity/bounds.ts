import { limits } from "../limits";
import { JavaException } from "./values";

/** What one rendering may do; a template or input that needs more fails with a TemplateError. */
export const bounds = {
  /** Statements, expressions and elements evaluated. */
  steps: 2_000_000,
  /** Characters of all texts built on the way; an element of a list or map counts as several. */
  characters: 64_000_000,
  /** Characters rendered: API Gateway's payload quota. */
  output: limits.payloadBytes,
  /** Time that one rendering may take; what is slow in it is matching texts with regular expressions. */
  milliseconds: 5000,
  /** Iterations of one #foreach, after which the loop ends as with Velocity's `directive.foreach.maxloops`. */
  iterations: limits.templateIterations,
} as const;

/** Counts what one rendering has used of {@link bounds}. */
export class Budget {
  private steps = 0;
  private characters = 0;
  private readonly started = performance.now();
  private unwatched = 0;

  spend(steps: number, characters: number): void {
    this.steps += steps;
    this.characters += characters;
    if (this.steps > bounds.steps) throw new JavaException(`expected at most ${bounds.steps} steps, got more`);
    if (this.characters > bounds.characters) {
      throw new JavaException(`expected at most ${bounds.characters} characters of intermediate text, got more`);
    }
    this.unwatched += 1000 * steps + characters;
    if (this.unwatched >= 1_000_000) this.look();
  }

  private look(): void {
    this.unwatched = 0;
    if (performance.now() - this.started > bounds.milliseconds) {
      throw new JavaException(`expected at most ${bounds.milliseconds} ms of rendering, got more`);
    }
  }
}
