import * as z from "zod/mini";

/** Tags that stacks set themselves. */
const taken = ["Service", "Environment", "ManagedBy", "Stack", "Name", "Version"];

const key = z.string().check(
  // what every service accepts (Tag Editor user guide, "Tag naming limits and requirements")
  z.regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/i, {
    error: "a tag key: 1 to 128 letters, digits, spaces and _.:/=+-@, not aws:",
  }),
  z.refine((name) => !taken.includes(name), { error: `another key than ${taken.join(", ")}, which stacks set` }),
);

const value = z
  .string()
  .check(z.regex(/^[\w .:/=+@-]{0,256}$/, { error: "a tag value: up to 256 letters, digits, spaces and _.:/=+-@" }));

export const tags = z.record(key, value);
