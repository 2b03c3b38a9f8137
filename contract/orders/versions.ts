import type { VersionRegister } from "../version-register";

/** Every version of orders, oldest first. An entry is never deleted. */
export const ordersVersions: VersionRegister = {
  v1: {},
};
