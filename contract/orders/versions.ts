import type { VersionRegister } from "../version-register";

/** Every version of orders, oldest first. An entry is never deleted. */
export const ordersVersions = {
  v1: { deprecated: "2026-11-01", sunset: "2028-11-01", information: "https://docs.example.com/orders/v1" },
  v2: {},
} as const satisfies VersionRegister;
