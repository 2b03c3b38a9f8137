import * as z from "zod/mini";

const form = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/**
 * Ranges in which a target of a load balancer may have its address. Source: Elastic Load Balancing user guide, "Target groups
 * for your Network Load Balancers", target type.
 */
const ranges = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];

/** Whether an IPv4 address lies in a CIDR block. */
export function contains(cidr: string, address: string): boolean {
  const [base = "", length] = cidr.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(base) / size) === Math.floor(numberOf(address) / size);
}

const numberOf = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** An IPv4 address that no host of the internet has. */
export const privateAddress = z.string().check(
  z.refine((text) => form.test(text) && ranges.some((range) => contains(range, text)), {
    error: `an IPv4 address in ${ranges.join(", ")}`,
  }),
);
