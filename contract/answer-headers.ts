import type { Api } from "./route";
import { versionHeaders } from "./version-register";

/**
 * Headers of every answer of a REST API but a preflight's, whether a function, an integration or API Gateway gives it: those
 * of CORS (Fetch standard, section 3.3.3), and those of a deprecated version, which scripts may read.
 */
export function answerHeaders(api: Pick<Api, "cors" | "version" | "versions">): Record<string, string> {
  const ofVersion = versionHeaders(api);
  return {
    "Access-Control-Allow-Origin": api.cors.allowOrigin,
    "Access-Control-Expose-Headers": [...api.cors.exposeHeaders, ...Object.keys(ofVersion)].join(","),
    ...ofVersion,
  };
}
