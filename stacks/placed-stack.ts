import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  Aspects,
  LocalBackend,
  S3Backend,
  type S3BackendConfig,
  type TerraformElement,
  TerraformOutput,
  TerraformStack,
} from "cdktf";
import { type Construct, Node } from "constructs";
import { Tags } from "../constructs/tags";
import type { StateBackend } from "../environments/environment";
import { stateKey } from "../environments/names";

/** S3 state with a lock file, and what the provider needs. */
export const terraformVersion = ">=1.11.0";

export interface StackPlace {
  /** Only this account is ever touched. */
  account: string;
  region: string;
  state: StateBackend;
  /** On every resource that takes tags: the provider's default tags. */
  tags: Record<string, string>;
  /** The environment's own tags. @default - none */
  pinnedTags?: Readonly<Record<string, string>> | undefined;
}

/** A stack with its provider, its state and readable addresses such as `aws_dynamodb_table.orders`. */
export abstract class PlacedStack extends TerraformStack {
  private readonly owners = new Map<string, string>();

  constructor(
    scope: Construct,
    readonly stackName: string,
    private readonly place: StackPlace,
  ) {
    super(scope, stackName);
    this.provider("aws", place.region);
    this.addOverride("terraform.required_version", terraformVersion);
    keepState(this, stackName, place);
    Aspects.of(this).add(new Tags({ ...place.pinnedTags, Stack: stackName }));
  }

  /** A provider for another region, such as us-east-1 for the certificate of an edge-optimized domain name. */
  protected provider(id: string, region: string, alias?: string): AwsProvider {
    return new AwsProvider(this, id, {
      region,
      ...(alias && { alias }),
      allowedAccountIds: [this.place.account],
      defaultTags: [{ tags: this.place.tags }],
      // API Gateway's control plane takes few requests a second, for all stacks of an account together
      maxRetries: 25,
    });
  }

  protected output(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description, staticId: true });
  }

  /**
   * Addresses are the construct path, without cdktf's hash: an address in a plan is the name that the code has for it.
   * A construct's main resource is called `Resource` and takes the construct's own name.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const { path: full } = element instanceof Node ? element : element.node;
    const path = full.slice(this.node.path.length + 1);
    const id = path
      .split("/")
      .filter((part) => part !== "Resource")
      .join("_")
      .replaceAll(/[^A-Za-z0-9]/g, "_");
    const key = `${(element as { terraformResourceType?: string }).terraformResourceType ?? element.constructor.name}.${id}`;
    const owner = this.owners.get(key);
    if (owner !== undefined && owner !== path)
      throw new Error(`${this.stackName}: expected one construct per address ${key}, got ${owner} and ${path}`);
    this.owners.set(key, path);
    return id;
  }
}

function keepState(stack: TerraformStack, name: string, { account, state }: StackPlace): void {
  if (state.backend === "local") {
    // relative to the stack's folder, where Terraform runs: cdktf.out/stacks/<stack>
    new LocalBackend(stack, { path: `../../../.state/${stateKey(name)}` });
    return;
  }
  new S3Backend(stack, {
    bucket: state.bucket,
    key: stateKey(name),
    region: state.region,
    encrypt: true,
    // cdktf 0.21 passes these through, but its types don't know them
    useLockfile: true,
    allowedAccountIds: [account],
  } as S3BackendConfig);
}
