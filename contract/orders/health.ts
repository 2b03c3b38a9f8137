import * as z from "zod/mini";
import type { Route } from "../route";

export const getHealth = {
  method: "GET",
  path: "/health",
  summary: "Tell that the API is deployed and reachable.",
  audience: "public",
  integration: { type: "mock", body: { status: "ok" } },
  responses: { 200: { description: "Reachable", body: z.object({ status: z.string() }) } },
} as const satisfies Route;
