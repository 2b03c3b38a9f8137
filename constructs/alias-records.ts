import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import type { AliasTarget } from "./custom-domain";

export interface AliasRecordsProps {
  zoneId: string;
  name: string;
  target: AliasTarget;
  /** `A` for IPv4, `AAAA` for IPv6. */
  types: readonly ("A" | "AAAA")[];
}

/** Alias records of one name: they follow their target's addresses, cost nothing and stand at a zone's apex too. */
export class AliasRecords extends Construct {
  constructor(scope: Construct, id: string, { zoneId, name, target, types }: AliasRecordsProps) {
    super(scope, id);
    for (const type of types)
      new Route53Record(this, type.toLowerCase(), {
        zoneId,
        name,
        type,
        alias: { name: target.name, zoneId: target.zoneId, evaluateTargetHealth: false },
      });
  }
}
