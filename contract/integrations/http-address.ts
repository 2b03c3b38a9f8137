import type { RequestMapping } from "../parameter-mapping";
import type { IntegrationContext } from "./compiler";
import { checkCredentials } from "./credentials";
import { compileRequestParameters } from "./parameters";

/** An HTTP backend as an environment has it. */
export interface HttpBackend {
  /** Without `/` at the end; its host name is the one that the backend's certificate has to have. */
  url: string;
  /** VPC link through which it is reached. @default - over the internet */
  vpcLinkId?: string | undefined;
}

/** Where a route of an HTTP backend leads. */
export interface HttpAddress {
  /** Name of a backend of the service; each environment pins its address. */
  backend: string;
  /** Below that address. A `{name}` is a path parameter that is mapped. */
  path: `/${string}`;
  /** Milliseconds that an answer may take, 50 to 29,000; 504 then. @default 29000 */
  timeoutInMillis?: number;
  /**
   * Said where the backend sees what proves who calls: a proxy's whole request, or a header that is mapped. @default - it sees
   * nothing of it
   */
  passesCredentials?: true;
}

/** Names of the path parameters of an address. */
export const namesIn = ({ path }: HttpAddress): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);

/**
 * Address and parameters of an integration with an HTTP backend.
 *
 * @throws Error for a `{name}` of the path that nothing is mapped to, for a source that the route doesn't have, and for
 * credentials that are passed unsaid
 */
export function compileAddress(
  address: HttpAddress,
  mapping: RequestMapping,
  type: "HTTP" | "HTTP_PROXY",
  context: IntegrationContext,
) {
  const { backend, path, timeoutInMillis = 29_000 } = address;
  const wanted = namesIn(address);
  const mapped = Object.keys(mapping.path ?? {});
  if (wanted.toSorted().join() !== mapped.toSorted().join())
    throw new Error(
      `${context.subject}: parameters.path: expected ${wanted.join(", ") || "none"}, as in ${path}, got ${mapped.join(", ") || "none"}`,
    );
  checkCredentials(mapping, address.passesCredentials ?? false, context);
  const { url, vpcLinkId } = context.binding.backend(backend);
  return {
    uri: url + path,
    ...(vpcLinkId !== undefined && { connectionType: "VPC_LINK", connectionId: vpcLinkId }),
    timeoutInMillis,
    requestParameters: compileRequestParameters(mapping, type, context),
  };
}
