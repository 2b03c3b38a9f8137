/** A pin's value as messages show it, without user and password of an address (RFC 3986, section 3.2.1). */
export const show = (value: unknown) =>
  value === undefined
    ? "none"
    : (typeof value === "string" ? value || "an empty string" : JSON.stringify(value)).replaceAll(
        /[^\s"]*:[^\s"]*@/g,
        "***@",
      );
