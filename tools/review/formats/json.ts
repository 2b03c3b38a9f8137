import type { Report } from "../report";

/** For programs. `verdict` and `findings` keep their shape; other keys may be added. */
export const toJson = ({ verdict, findings, ...more }: Report): string =>
  `${JSON.stringify({ verdict, findings, ...more }, null, 2)}\n`;
