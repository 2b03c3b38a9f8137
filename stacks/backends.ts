import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";

/**
 * Addresses of the service's HTTP backends in an environment.
 *
 * @throws Error for a backend without address, and for an address of none
 */
export function backendUrls(
  { file, backends: pinned = {} }: Environment,
  { backends = {} }: Service,
): (name: string) => string {
  const known = Object.keys(backends);
  for (const name of Object.keys(pinned))
    if (!known.includes(name))
      throw new Error(
        `${file}: backends: expected backends of the service (${known.join(", ") || "there is none"}), got ${name}`,
      );
  return (name) => {
    const url = pinned[name];
    if (!url) throw new Error(`${file}: backends.${name}: expected an address, as routes lead to it, got none`);
    return url;
  };
}
