interface Held {
  /** A transaction holds the item or waits for it: single writes that come now conflict. */
  transaction: boolean;
  waiting: (() => void)[];
}

/**
 * Who may write an item now. Single writes of one item take turns; a write that meets a transaction is refused, as DynamoDB
 * refuses it (Developer Guide, "Transaction conflict handling in DynamoDB"), unless it says that it can wait.
 */
export class ItemLocks {
  private readonly held = new Map<string, Held>();

  /** Runs `next` once the item is free, at once if it is; answers false when a transaction has it and `next` won't run. */
  acquire(item: string, next: () => void, onConflict: "refuse" | "wait" = "refuse"): boolean {
    const held = this.held.get(item);
    if (!held) {
      this.held.set(item, { transaction: false, waiting: [] });
      next();
      return true;
    }
    if (held.transaction && onConflict === "refuse") return false;
    held.waiting.push(next);
    return true;
  }

  release(item: string): void {
    const next = this.held.get(item)?.waiting.shift();
    if (next) next();
    else this.held.delete(item);
  }

  /** Which of the items another transaction has. */
  conflicts(items: string[]): boolean[] {
    return items.map((item) => this.held.get(item)?.transaction === true);
  }

  /** Takes all items for a transaction; the caller has just seen that none conflicts. Single writes under way finish first. */
  async acquireAll(items: string[]): Promise<void> {
    await Promise.all(
      items.map(
        (item) =>
          new Promise<void>((resolve) => {
            this.acquire(item, resolve, "wait");
            this.held.get(item)!.transaction = true;
          }),
      ),
    );
  }

  releaseAll(items: string[]): void {
    for (const item of items) {
      this.held.get(item)!.transaction = false;
      this.release(item);
    }
  }
}
