import type { Construct } from "constructs";
import { Table } from "../constructs/table";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { EnvironmentStack } from "./environment-stack";

/** What must survive: the tables. */
export class DataStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "data", environment, service);
    for (const [name, definition] of Object.entries(service.tables)) {
      const table = new Table(this, name, {
        tableName: this.names.table(name),
        definition,
        deletionProtection: environment.deletionProtection,
      });
      this.output(`table_${name}`, table.tableName, `Name of the table ${name}`);
    }
  }
}
