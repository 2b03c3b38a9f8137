import { createHash } from "node:crypto";
import { refuseParameter } from "../parse-request";

/**
 * The place in a customer's list after which the next page begins, opaque to clients. It holds the sort key and a digest of
 * the customer; the partition always comes from the request, so that a cursor, even a forged one, cannot leave it.
 */
export function writeCursor(customerId: string, sortKey: string): string {
  return Buffer.from(digest(customerId) + sortKey).toString("base64url");
}

export function readCursor(customerId: string, cursor: string): string {
  const sortKey = Buffer.from(cursor, "base64url").toString("latin1").slice(digestLength);
  if (
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#ord_[0-9a-f]{32}$/.test(sortKey) ||
    writeCursor(customerId, sortKey) !== cursor
  )
    refuseParameter("query.cursor", "expected the nextCursor of this customer's previous page");
  return sortKey;
}

const digestLength = 16;
const digest = (customerId: string) => createHash("sha256").update(customerId).digest("hex").slice(0, digestLength);
