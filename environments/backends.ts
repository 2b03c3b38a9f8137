import * as z from "zod/mini";
import { expect } from "./pin-schemas";

/** Addresses of the service's HTTP backends, by their names in the contract: `https://catalog.example.com/api`. */
export type Backends = Readonly<Record<string, `https://${string}`>>;

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

export const backends = z.record(
  z.string(),
  expect(
    new RegExp(String.raw`^https:\/\/(${label}\.)+[a-z]{2,}(:\d{1,5})?(\/[\w.~-]+)*$`),
    "an address with https, as tokens and answers would be read on the way, of a host name and a path that doesn't end in /, without user, password or query, as it is in every plan",
  ),
);
