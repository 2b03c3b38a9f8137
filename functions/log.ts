/**
 * Writes one JSON line, without anything that somebody sent. Lambda keeps a line with `timestamp` and `level` as it is and
 * filters by its level; what goes through the console would be wrapped in another object.
 * Source: Lambda developer guide, "Using Lambda advanced logging controls with Node.js".
 */
export function log(level: "INFO" | "WARN" | "ERROR", message: string, details: object): void {
  const record = { timestamp: new Date().toISOString(), level, message, ...details };
  process.stdout.write(`${JSON.stringify(record)}\n`);
}
