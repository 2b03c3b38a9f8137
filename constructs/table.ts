import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item";
import { Construct } from "constructs";
import type { KeyAttribute, TableDefinition } from "../contract/service";
import { attributeValues, keyOf } from "../contract/table-item";
import { terraformLiteral } from "./terraform-literal";

export interface TableProps {
  tableName: string;
  definition: TableDefinition;
  /** Refuses deletion, by DynamoDB and by Terraform. */
  deletionProtection: boolean;
}

/** A DynamoDB table: on demand, encrypted, with point-in-time recovery; and the items that are deployed with it. */
export class Table extends Construct {
  readonly tableName: string;

  constructor(scope: Construct, id: string, { tableName, definition, deletionProtection }: TableProps) {
    super(scope, id);
    const indexes = Object.entries(definition.indexes ?? {});
    const table = new DynamodbTable(this, "Resource", {
      name: tableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: definition.partitionKey.name,
      ...(definition.sortKey && { rangeKey: definition.sortKey.name }),
      attribute: keyAttributes(definition),
      globalSecondaryIndex: indexes.map(([name, index]) => ({
        name,
        hashKey: index.partitionKey.name,
        ...(index.sortKey && { rangeKey: index.sortKey.name }),
        projectionType: index.projection,
      })),
      ...(definition.timeToLive && { ttl: { attributeName: definition.timeToLive, enabled: true } }),
      ...(definition.stream && { streamEnabled: true, streamViewType: definition.stream }),
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: deletionProtection,
      lifecycle: { preventDestroy: deletionProtection },
    });
    for (const item of definition.items ?? [])
      new DynamodbTableItem(this, `item-${keyOf(definition, item).join("-")}`, {
        tableName: table.name,
        hashKey: definition.partitionKey.name,
        ...(definition.sortKey && { rangeKey: definition.sortKey.name }),
        item: terraformLiteral(JSON.stringify(attributeValues(item))),
      });
    this.tableName = table.name;
  }
}

/** DynamoDB wants the attributes of keys declared, each once, and no others. */
function keyAttributes({ partitionKey, sortKey, indexes = {} }: TableDefinition) {
  const keys = [
    partitionKey,
    sortKey,
    ...Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  const byName = new Map(keys.filter((key): key is KeyAttribute => key !== undefined).map((key) => [key.name, key]));
  return [...byName.values()].map(({ name, type }) => ({ name, type }));
}
