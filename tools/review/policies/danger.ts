import { type Grant, isEverybody, type NameSet, type Restriction } from "../../../semantics/policy";
import type { Severity } from "../finding";
import type { PolicyKind } from "./attributes";

/** Why something that a policy lets happen is worse than that it does. */
export interface Danger {
  severity: Severity;
  /** Where nothing was before. @default - the same */
  onCreate?: Severity;
  /** Completes "the policy ...": `lets everybody call it`. */
  words: string;
}

export interface Surroundings {
  /** Accounts that the plan works in; empty where it doesn't say. */
  accounts: ReadonlySet<string>;
  /** A private API, which only VPC endpoints reach. */
  isPrivate: boolean;
}

/** How dangerous an Allow is by itself, whatever was before; undefined for the usual kind. */
export const dangerOf = (grant: Grant, kind: PolicyKind, surroundings: Surroundings): Danger | undefined =>
  grant.effect === "Allow" ? dangers[kind](grant, surroundings) : undefined;

type Judge = (grant: Grant, surroundings: Surroundings) => Danger | undefined;

const dangers: Record<PolicyKind, Judge> = {
  identity: (grant) => identityDanger(grant),
  trust: (grant, { accounts }) =>
    isOpen(grant)
      ? { severity: "block", words: "lets everybody assume the role" }
      : (federationDanger(grant) ??
        strangerDanger(grant, accounts, {
          severity: grant.restrictions.some(isLimit) ? "high" : "block",
          onCreate: grant.restrictions.some(isLimit) ? "info" : "high",
          words: "lets another account assume the role",
        })),
  data: (grant, { accounts }) =>
    isOpen(grant)
      ? { severity: "block", words: "gives everybody access, in any AWS account or none" }
      : strangerDanger(grant, accounts, { severity: "high", onCreate: "info", words: "gives another account access" }),
  api: (grant, { isPrivate }) =>
    isPrivate && isEverybody(grant) && !demandsEndpoint(grant)
      ? { severity: "block", words: "lets VPC endpoints of any AWS account call the private API" }
      : undefined,
  endpoint: () => undefined,
  delivery: (grant) =>
    isOpen(grant) ? { severity: "high", words: "lets everybody deliver, from any AWS account" } : undefined,
};

/** Actions by which a holder can give itself whatever it lacks, when they reach every resource. */
const escalations: readonly string[] = [
  "iam:passrole",
  "iam:createpolicyversion",
  "iam:putrolepolicy",
  "iam:attachrolepolicy",
  "iam:updateassumerolepolicy",
  "sts:assumerole",
];

function identityDanger({ actions, resources, restrictions }: Grant): Danger | undefined {
  if (restrictions.length > 0 || !names(resources).includes("*")) return undefined;
  const listed = names(actions).map((action) => action.toLowerCase());
  if (listed.includes("*")) return { severity: "block", words: "allows everything on everything" };
  if ("allBut" in actions) return { severity: "high", words: "allows all but a few actions on everything" };
  if (listed.some((action) => /^(iam|sts|organizations):\*$/.test(action)))
    return { severity: "high", words: "lets its holder give itself any permission" };
  const escalation = listed.find((action) => escalations.includes(action));
  if (escalation)
    return {
      severity: "high",
      words: `allows ${escalation} on every role, so its holder can take any of their permissions`,
    };
  const service = listed.find((action) => action.endsWith(":*"));
  return service ? { severity: "medium", words: `allows ${service} on everything` } : undefined;
}

/** Identity providers that serve everybody: a token of theirs proves nothing without its subject or audience. */
const publicProviders: readonly [provider: RegExp, key: RegExp][] = [
  [
    /token\.actions\.githubusercontent\.com$/,
    /^token\.actions\.githubusercontent\.com:(sub|repository|repository_owner|job_workflow_ref)$/,
  ],
  [/gitlab\.com$/, /^gitlab\.com:(sub|project_path|namespace_path)$/],
  [/app\.terraform\.io$/, /^app\.terraform\.io:sub$/],
  [/^Federated:cognito-identity\.amazonaws\.com$/, /^cognito-identity\.amazonaws\.com:aud$/],
];

function federationDanger({ principals, restrictions }: Grant): Danger | undefined {
  const open = publicProviders.find(
    ([provider, key]) =>
      names(principals).some((name) => name.startsWith("Federated:") && provider.test(name)) &&
      !restrictions.some((restriction) => key.test(restriction.key) && isLimit(restriction)),
  );
  return open && { severity: "block", words: "lets anybody's token of a public identity provider assume the role" };
}

/** Another account than those that the plan works in. */
const strangerDanger = ({ principals }: Grant, accounts: ReadonlySet<string>, danger: Danger): Danger | undefined =>
  names(principals).some((name) => {
    const account = /^AWS:arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(name)?.[1];
    return account !== undefined && accounts.size > 0 && !accounts.has(account);
  })
    ? danger
    : undefined;

/** Everybody, and no condition says from where. */
export const isOpen = (grant: Grant): boolean => isEverybody(grant) && !grant.restrictions.some(limitsCaller);

/** Condition keys that say who calls or from where. */
const callerKeys = new Set(
  `aws:principalaccount aws:principalarn aws:principalorgid aws:principalorgpaths aws:sourceaccount aws:sourcearn aws:sourceip
  aws:sourceorgid aws:sourceorgpaths aws:sourceowner aws:sourcevpc aws:sourcevpce aws:vpcsourceip aws:userid aws:username
  aws:vpceaccount aws:vpceorgid aws:federatedprovider kms:calleraccount kms:granteeprincipal s3:dataaccesspointaccount
  sts:externalid lambda:eventsourcetoken elasticfilesystem:accessedviamounttarget`.split(/\s+/),
);

const limitsCaller = (restriction: Restriction): boolean => callerKeys.has(restriction.key) && isLimit(restriction);

/** Whether a restriction leaves anybody out: one that excludes a few, holds without its key or takes any value doesn't. */
const isLimit = ({ negated, missing, values, test }: Restriction): boolean =>
  !negated && !missing && test !== "Null" && values.every((value) => !isAnyValue(value));

/** `*`, every address, every account's ARNs, every GitHub repository. */
const isAnyValue = (value: string): boolean =>
  /^[*?:/]*$/.test(value) ||
  value.endsWith("/0") ||
  /^arn:[^:]*:[^:]*:[^:]*:(?:[*?]+:|:[*?])/.test(value) ||
  value.startsWith("repo:*");

/** Whether an Allow is only for callers that come through named VPC endpoints or VPCs, or are of named accounts. */
export const demandsEndpoint = ({ restrictions }: Grant): boolean =>
  restrictions.some((restriction) => endpointKeys.test(restriction.key) && isLimit(restriction));

const endpointKeys =
  /^aws:(sourcevpce?|sourcevpcarn|vpceaccount|vpceorgid|vpcsourceip|principalorgid|principalaccount)$/;

const names = (set: NameSet | undefined): string[] => (set && "of" in set ? set.of : []);
