import type { Construct } from "constructs";
import { Key } from "../constructs/key";
import { Table } from "../constructs/table";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { EnvironmentStack } from "./environment-stack";

/** What must survive: the tables, and the key that encrypts them and whatever else the environment encrypts. */
export class DataStack extends EnvironmentStack {
  private readonly ownKey?: Key;

  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "data", environment, service);
    if (environment.encryption?.customerManagedKey) this.ownKey = this.createKey();
    for (const [name, definition] of Object.entries(service.tables)) {
      const table = new Table(this, name, {
        tableName: this.names.table(name),
        definition,
        deletionProtection: environment.deletionProtection,
      });
      this.output(`table_${name}`, table.tableName, `Name of the table ${name}`);
    }
  }
  protected override keyArn(): string {
    return this.ownKey?.arn ?? super.keyArn();
  }

  private createKey(): Key {
    const { names, environment, service } = this;
    const { account, region, deletionProtection } = environment;
    return new Key(this, "key", {
      alias: names.keyAlias,
      description: `Tables, logs and configuration of ${service.name} in ${environment.name}`,
      account,
      region,
      logGroupArns: names.logGroups(environment.stage).map((group) => names.logGroupArn(group)),
      deletionProtection,
    });
  }
}
