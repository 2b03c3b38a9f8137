import type { Construct } from "constructs";
import { Key } from "../constructs/key";
import { Table } from "../constructs/table";
import { UserPool } from "../constructs/user-pool";
import { scopesOf } from "../contract/authorization";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import type { OwnUserPool } from "../environments/user-pool";
import { EnvironmentStack } from "./environment-stack";

/** What must survive: the tables, the user pool, and the key that encrypts them and whatever else the environment encrypts. */
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
    if (environment.userPool && !("arn" in environment.userPool)) this.createUserPool(environment.userPool);
  }

  private createUserPool(pins: OwnUserPool): void {
    const { names, environment, service } = this;
    const userPool = new UserPool(this, "user-pool", {
      name: names.userPool,
      domain: names.userPoolDomain,
      pins,
      resourceServers: service.authorization.resourceServers,
      webScopes: scopesOf(service, "customer"),
      deletionProtection: environment.deletionProtection,
    });
    const host = `https://${names.userPoolDomain}.auth.${environment.region}.amazoncognito.com`;
    this.output("user_pool_id", userPool.id, "Id of the user pool");
    this.output("web_client_id", userPool.webClientId, "App client of the web, without a secret");
    this.output("sign_in_url", host, "Where people sign in, and with /oauth2/token where clients get tokens");
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
