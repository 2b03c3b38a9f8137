/** Names of security policies that tell their oldest version of TLS 1, as its minor version. */
const names: readonly RegExp[] = [
  // API Gateway: TLS_1_2, SecurityPolicy_TLS13_1_2_2021_06
  /^TLS_1_(\d)$/,
  /_TLS13_1_(\d)_/,
  // load balancers: ELBSecurityPolicy-TLS13-1-2-2021-06, ELBSecurityPolicy-TLS-1-1-2017-01, ELBSecurityPolicy-FS-1-2-Res-2020-10
  /^ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-(\d)-/,
  // CloudFront: TLSv1.2_2021
  /^TLSv1\.(\d)_/,
];

/** Names that don't. */
const others: readonly (readonly [name: RegExp, minor: number])[] = [
  [/_TLS13_\d{4}_EDGE$/, 3],
  [/_TLS12_/, 2],
  [/^ELBSecurityPolicy-(?:2015-05|2016-08|FS-2018-06)$/, 0],
  [/^(?:TLSv1|TLSv1_2016|SSLv3)$/, 0],
];

/**
 * The oldest version of TLS 1 that clients may use under a security policy of API Gateway, a load balancer or CloudFront, as its
 * minor version: 2 for TLS 1.2. Undefined for a policy that isn't known.
 */
export function oldestTls(policy: unknown): number | undefined {
  if (typeof policy !== "string") return undefined;
  for (const name of names) {
    const minor = name.exec(policy)?.[1];
    if (minor !== undefined) return Number(minor);
  }
  return others.find(([name]) => name.test(policy))?.[1];
}
