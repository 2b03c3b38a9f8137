import { createHash } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { type AttributeValue, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

/** Whom a credential is for: the audience whose routes it opens. */
export type CredentialKind = "customer" | "partner";

/** What is known of a credential. The credential itself is kept nowhere. */
export interface Credential {
  principalId: string;
  scopes: readonly string[];
  /** The one customer whose data it reaches. */
  customerId: string | undefined;
  /** Said of a credential that is trusted with every customer. */
  reach: string | undefined;
  /** Value of the API key by which a usage plan meters it. */
  usageIdentifierKey: string | undefined;
  /** CIDR blocks that it may be used from. */
  networks: readonly string[] | undefined;
}

/**
 * Credentials, each an item of the table `credentials`: `id` (SHA-256 of the credential, hex), `kind`, `principalId`,
 * `scopes` (SS), `expiresAt` (second since the epoch; time to live), and `customerId` or `reach` ("every customer"),
 * `usageIdentifierKey`, `networks` (SS).
 */
export class CredentialStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  /**
   * A credential that is valid now; undefined for any other text. It is found by its hash, so that the time which the search
   * takes tells nothing of what is stored.
   */
  async find(bearer: string, kind: CredentialKind, now: Date): Promise<Credential | undefined> {
    const id = createHash("sha256").update(bearer).digest("hex");
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: { id: { S: id } } }),
    );
    // time to live deletes late
    if (item?.kind?.S !== kind || !(Number(item.expiresAt?.N) > now.getTime() / 1000)) return undefined;
    return {
      principalId: item.principalId?.S ?? id,
      scopes: item.scopes?.SS ?? [],
      customerId: item.customerId?.S,
      reach: item.reach?.S,
      usageIdentifierKey: item.usageIdentifierKey?.S,
      networks: networksOf(item.networks),
    };
  }
}

function networksOf(attribute: AttributeValue | undefined): string[] | undefined {
  if (attribute === undefined) return undefined;
  if (attribute.SS) return attribute.SS;
  throw new Error("item of the credentials table, attribute networks: expected a set of strings, got something else");
}

/** Whether an address lies in one of the CIDR blocks. @throws Error for what is no block */
export function isWithin(networks: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", bits = ""] = network.split("/");
    if (isIP(base) === 0 || !/^\d+$/.test(bits))
      throw new Error("item of the credentials table, attribute networks: expected CIDR blocks, got something else");
    list.addSubnet(base, Number(bits), family(base));
  }
  return isIP(address) !== 0 && list.check(address, family(address));
}

const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
