import type { Implementation } from "../functions";
import { toBoolean, toList, toMap, toNumber, toText, unify, setOf } from "../values";

const unlessNull =
  (convert: (value: unknown) => unknown): Implementation =>
  ([value]) =>
    value === null ? null : convert(value);

export const typeFunctions: Record<string, Implementation> = {
  tostring: unlessNull(toText),
  tonumber: unlessNull(toNumber),
  tobool: unlessNull(toBoolean),
  tolist: unlessNull((value) => unify([...toList(value)])),
  toset: unlessNull((value) => setOf(toList(value))),
  tomap: unlessNull((value) => {
    const map = toMap(value);
    const values = unify(Object.values(map));
    return Object.fromEntries(Object.keys(map).map((key, index) => [key, values[index]]));
  }),
  sensitive: ([value]) => value,
  nonsensitive: ([value]) => value,
  issensitive: () => false,
  ephemeralasnull: ([value]) => value,

  // of the provider that stacks are deployed with
  "provider::aws::arn_build": (parts) => ["arn", ...parts.map(toText)].join(":"),
  "provider::aws::arn_parse": ([arn]) => parseArn(toText(arn)),
  "provider::aws::trim_iam_role_path": ([arn]) => {
    const text = toText(arn);
    if (!parseArn(text).resource.startsWith("role/")) throw new Error(`expected the ARN of a role, got ${text}`);
    return text.replace(/:role\/.*\//, ":role/");
  },
};

function parseArn(arn: string) {
  const [prefix, partition, service, region, accountId, ...resource] = arn.split(":");
  if (prefix !== "arn" || resource.length === 0) throw new Error(`expected an ARN, got ${JSON.stringify(arn)}`);
  return {
    partition: partition!,
    service: service!,
    region: region!,
    account_id: accountId!,
    resource: resource.join(":"),
  };
}
