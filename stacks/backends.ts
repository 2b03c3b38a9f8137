import type { HttpBackend } from "../contract/integrations/http-address";
import type { Service } from "../contract/service";
import { backendAddress } from "../environments/backends";
import type { Environment } from "../environments/environment";

/**
 * Where the service's HTTP backends are in an environment.
 *
 * @param vpcLinkId id of a VPC link that the environment pins
 * @throws Error for a backend without address, and for an address of none
 */
export function backendsOf(
  { file, backends: pinned = {} }: Environment,
  { backends = {} }: Service,
  vpcLinkId: (vpcLink: string) => string,
): (name: string) => HttpBackend {
  const known = Object.keys(backends);
  for (const name of Object.keys(pinned))
    if (!known.includes(name))
      throw new Error(
        `${file}: backends: expected backends of the service (${known.join(", ") || "there is none"}), got ${name}`,
      );
  return (name) => {
    const backend = pinned[name];
    if (!backend) throw new Error(`${file}: backends.${name}: expected an address, as routes lead to it, got none`);
    const url = backendAddress(backend);
    return typeof backend === "string" ? { url } : { url, vpcLinkId: vpcLinkId(backend.vpcLink) };
  };
}
