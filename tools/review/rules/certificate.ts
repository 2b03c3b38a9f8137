import { type Certificate, certificateOf, covers } from "../certificate";
import { type CertificateUse, certificateUse, certificateUsers } from "../certificate-use";
import type { Observation } from "../finding";
import { isEmpty } from "../json";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";

export const certificateRules: readonly ResourceRule[] = [
  {
    id: "certificate-region",
    category: "certificates",
    severity: "block",
    summary: "A certificate in a region from which its domain can't use it",
    example: "An EDGE domain with a certificate of eu-central-1: EDGE takes certificates from us-east-1 only",
    types: certificateUsers,
    find: (change, plan) => withCertificate(change, plan, wrongRegion),
  },
  {
    id: "certificate-names",
    category: "certificates",
    severity: "block",
    summary: "A certificate that isn't valid for the host it is used for",
    example: "A domain api.eu.example.com with a certificate for *.example.com: a wildcard stands for one label",
    types: certificateUsers,
    find: (change, plan) => withCertificate(change, plan, wrongNames),
  },
  {
    id: "certificate-not-awaited",
    category: "certificates",
    severity: "info",
    summary: "A domain uses a new certificate without waiting until it is issued",
    example: "`regional_certificate_arn = aws_acm_certificate.api.arn` without an aws_acm_certificate_validation",
    types: certificateUsers,
    find: (change, plan) => withCertificate(change, plan, notAwaited),
  },
];

function withCertificate(
  change: ResourceChange,
  plan: Plan,
  judge: (certificate: Certificate, use: CertificateUse, change: ResourceChange, plan: Plan) => Observation[],
): Observation[] {
  const use = change.after === undefined ? undefined : certificateUse(change);
  if (!use || !isConcerned(change, use)) return [];
  const certificate = certificateOf(plan, change, use.path);
  return certificate ? judge(certificate, use, change, plan) : [];
}

/** Whether the certificate, or what it must fit, is new. */
const isConcerned = (change: ResourceChange, { path }: CertificateUse): boolean =>
  change.is("create") || [path, ["aliases"], ["endpoint_configuration"]].some((watched) => change.changes(watched));

function wrongRegion(
  { region, name }: Certificate,
  use: CertificateUse,
  change: ResourceChange,
  plan: Plan,
): Observation[] {
  const needed = use.region(change, plan);
  if (region === undefined || needed === undefined)
    return [
      {
        severity: "info",
        title: `The region of certificate ${name} can't be judged`,
        detail: "Neither an ARN nor a provider with a constant region says where it lies.",
        remedy: `Check that it lies in ${needed ?? "the region of the API"}`,
      },
    ];
  if (region === needed) return [];
  return [
    {
      title: `The certificate lies in ${region}, the domain needs one in ${needed}`,
      detail: `${use.because}. Terraform's plan doesn't check that: the apply fails and the domain has no certificate.`,
      remedy: `Use a certificate that is requested through a provider in ${needed}`,
      changes: [{ ...change.describe(use.path), after: `${name} (${region})` }],
    },
  ];
}

function wrongNames({ names, name }: Certificate, use: CertificateUse, change: ResourceChange): Observation[] {
  if (!names) return [];
  const hosts = use.hosts(change).filter((host) => typeof host === "string");
  return hosts
    .filter((host) => !covers(names, host))
    .map((host) => ({
      title: `The certificate isn't valid for ${host}`,
      detail: `${name} is for ${names.join(", ")}. A wildcard stands for exactly one label. AWS refuses it, so the apply fails.`,
      remedy: `Add ${host} to the certificate's names`,
      changes: [{ attribute: "names of the certificate", after: names }],
    }));
}

/** A certificate that is imported or private is issued at once. */
function notAwaited(certificate: Certificate, use: CertificateUse, change: ResourceChange): Observation[] {
  const { isAwaited, change: own } = certificate;
  const isRequested = own?.is("create") === true && !isEmpty(own.afterAt("validation_method"));
  if (isAwaited || !isRequested || !isEmpty(own.afterAt("certificate_authority_arn"))) return [];
  return [
    {
      ...(change.isUpdate && { severity: "medium" }),
      title: "The domain doesn't wait until its certificate is issued",
      detail: change.isUpdate
        ? "The apply fails unless validation happens to be faster; until it is repeated the old certificate stays."
        : "The first apply fails unless validation happens to be faster; nothing is exposed, and a second apply passes.",
      remedy: "Refer to certificate_arn of an aws_acm_certificate_validation instead of the certificate's arn",
      changes: [change.describe(use.path)],
    },
  ];
}
