import * as z from "zod/mini";
import { expect } from "./pin-schemas";

/** Where an HTTP backend is: `https://catalog.example.com/api`. */
export type BackendAddress = `https://${string}`;

/** A backend that the internet reaches, by its address; or one that is reached through one of the environment's VPC links. */
export type Backend =
  | BackendAddress
  | {
      /** What its certificate names. Only the link leads there: the name may have no record, or one of the VPC alone. */
      address: BackendAddress;
      vpcLink: string;
    };

/** HTTP backends of the service, by their names in the contract. */
export type Backends = Readonly<Record<string, Backend>>;

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

const expected =
  "an address with https, as tokens and answers would be read on the way, of a host name and a path that doesn't end in /, without user, password or query, as it is in every plan";

const address = expect(
  new RegExp(String.raw`^https:\/\/(${label}\.)+[a-z]{2,}(:\d{1,5})?(\/[\w.~-]+)*$`),
  expected,
).check(z.refine((text) => URL.canParse(text), { error: "an address with a port up to 65535" }));

export const backends = z.record(
  z.string(),
  z.union([address, z.strictObject({ address, vpcLink: z.string() })], {
    error: `${expected}; or {address, vpcLink} with such an address`,
  }),
);

export const backendAddress = (backend: Backend): BackendAddress =>
  typeof backend === "string" ? backend : backend.address;
