/** A pin's value as messages show it. */
export const show = (value: unknown) =>
  value === undefined ? "none" : typeof value === "string" ? value || "an empty string" : JSON.stringify(value);
