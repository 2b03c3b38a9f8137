import { createHash } from "node:crypto";
import type { BatchOperation } from "dynalite/db";
import { DynamoDbError } from "./errors";
import type { Storage } from "./storage";

const tenMinutes = 10 * 60 * 1000;

/**
 * ClientRequestToken of TransactWriteItems: the same request with the same token within 10 minutes is done once. A token is
 * written in the batch of its transaction, so it is there exactly when the transaction is.
 */
export class RequestTokens {
  private readonly inProgress = new Set<string>();
  private cleared = 0;

  constructor(
    private readonly storage: Storage,
    private readonly now: () => number,
  ) {}

  /** Runs `transaction`, which must write `record` in its batch, unless it was done under this token. */
  async once(
    token: string | undefined,
    request: string,
    transaction: (record: BatchOperation[]) => Promise<void>,
  ): Promise<void> {
    if (token === undefined) return transaction([]);
    const digest = createHash("sha256").update(request).digest("base64url");
    const done = this.find(token);
    if (done && done.digest !== digest)
      throw new DynamoDbError(
        "IdempotentParameterMismatchException",
        "The client token was already used with different request parameters",
      );
    if (done) return;
    if (this.inProgress.has(token))
      throw new DynamoDbError(
        "TransactionInProgressException",
        "The transaction with the given request token is already in progress",
      );
    this.inProgress.add(token);
    try {
      await this.clearOld();
      await transaction([{ type: "put", key: storedAs(this.period(), token), value: { digest, at: this.now() } }]);
    } finally {
      this.inProgress.delete(token);
    }
  }

  private find(token: string) {
    const period = this.period();
    const stored = [period, period - 1]
      .map((p) => this.storage.base.db.getSync(storedAs(p, token)) as { digest: string; at: number } | undefined)
      .find((record) => record !== undefined);
    return stored && stored.at > this.now() - tenMinutes ? stored : undefined;
  }

  /** Tokens lie in ten-minute periods, so that old ones go together. */
  private async clearOld() {
    const oldest = this.period() - 1;
    if (this.cleared >= oldest) return;
    this.cleared = oldest;
    await this.storage.base.db.clear({ gte: "token-", lt: storedAs(oldest, "") });
  }

  private readonly period = () => Math.floor(this.now() / tenMinutes);
}

const storedAs = (period: number, token: string) => `token-${String(period).padStart(12, "0")}~${token}`;
