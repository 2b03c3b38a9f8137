import { DataAwsApiGatewayVpcLink } from "@cdktf/provider-aws/lib/data-aws-api-gateway-vpc-link";
import { DataAwsCognitoUserPools } from "@cdktf/provider-aws/lib/data-aws-cognito-user-pools";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Fn, type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { ClientCertificate } from "../constructs/client-certificate";
import { CustomDomain, type MutualTls } from "../constructs/custom-domain";
import type { LambdaFunction } from "../constructs/lambda-function";
import type { Statement } from "../constructs/policy-document";
import { type EndpointType, RestApi, type RestApiProps } from "../constructs/rest-api";
import { Stage } from "../constructs/stage";
import { WebAcl } from "../constructs/web-acl";
import { toRestApiBody } from "../contract/rest-api-body";
import { type Api, asynchronousFunctionsOf, functionsOf, versionVariable } from "../contract/route";
import { authorizersOf, methodsToAllow, takesUserPool } from "../contract/security";
import type { Service } from "../contract/service";
import type { Door, Environment } from "../environments/environment";
import { stackName } from "../environments/names";
import { rulesOf } from "../environments/web-acl";
import { backendsOf } from "./backends";
import { HostStack } from "./host-stack";
import { addIntegrationRoles, serviceAddresses } from "./integration-roles";
import { cachedMethodsOf, methodsOf, throttlesOf } from "./pinned-methods";
import { addUsagePlans, type Served } from "./usage-plans";

/** What one door has that others have not. */
export interface DoorSettings {
  endpointType: EndpointType;
  /** Endpoints that reach a private API. */
  vpcEndpointIds?: readonly string[];
  /** Resource policy of each REST API, given the methods that it has to allow. */
  policy?: (executionArn: string, allowed: readonly string[]) => readonly Statement[];
  /** Policy of the custom domain name. */
  domainPolicy?: readonly Statement[];
  /** Clients of the custom domain name authenticate with certificates. @default - they don't */
  mutualTls?: MutualTls;
  /** Web ACL of every stage. @default - the one that the environment pins */
  webAclArn?: string;
  /** Host name that clients use. @default - the custom domain name */
  clientHost?: string;
}

/** What is shared by the stages of a door. */
interface Shared {
  functions: Map<string, LambdaFunction>;
  domain: CustomDomain;
  clientCertificate: ClientCertificate | undefined;
  webAclArn: string | undefined;
  integrationRoles: ITerraformDependable[];
}

/**
 * One way in: a REST API per version, the functions behind it, and a custom domain name with one base path a version.
 */
export abstract class DoorStack extends HostStack {
  protected readonly host: string;
  private userPools?: DataAwsCognitoUserPools;
  private readonly vpcLinks = new Map<string, string>();

  constructor(
    scope: Construct,
    protected readonly door: Door,
    environment: Environment,
    service: Service,
  ) {
    super(scope, door, environment, service);
    const host = environment.domain.hosts[door];
    if (!host) throw new Error(`${environment.file}: domain.hosts.${door}: expected a host name, got none`);
    this.host = host;
  }

  protected build(settings: DoorSettings): CustomDomain {
    const functions = this.deployFunctions(
      this.door,
      this.service.apis.flatMap((api) => [...functionsOf(api), ...this.authorizerFunctionsOf(api)]),
    );
    this.keepFailures(functions);
    const domain = this.customDomain(settings);
    this.refuseStrangeReleases();
    this.refuseTakenVariables();
    const shared = {
      functions,
      domain,
      clientCertificate: this.clientCertificate(),
      webAclArn: settings.webAclArn ?? this.webAclArn(),
      integrationRoles: addIntegrationRoles(this, {
        names: this.names,
        door: this.door,
        service: this.service,
        useKey: (...key) => this.useKey(...key),
      }),
    };
    const served = this.service.apis.map((api) => this.restApi(api, settings, shared));
    addUsagePlans(this, this.door, this.service.authorization.doors[this.door], served);
    return domain;
  }

  /** Records of the host name in the public zone, to the address that API Gateway gave the domain name. */
  protected publicAlias({ alias }: CustomDomain): void {
    if (!alias)
      throw new Error(`${this.stackName}: expected a domain name that the public can reach, got a private one`);
    this.publicRecords("alias", this.host, alias);
  }

  private customDomain({ endpointType, domainPolicy, mutualTls }: DoorSettings): CustomDomain {
    return new CustomDomain(this, "domain", {
      domainName: this.host,
      endpointType,
      certificateArn: this.certificateArn("certificate", this.door),
      securityPolicy: this.environment.tlsPolicy,
      mutualTls,
      policy: domainPolicy,
    });
  }

  private restApi(api: Api, settings: DoorSettings, shared: Shared): Served {
    const { functions, domain, clientCertificate, webAclArn, integrationRoles } = shared;
    const { clientHost = this.host } = settings;
    const { names, environment, door, service } = this;
    const name = names.restApi(api.name, door, api.version);
    const { authorizers, doors } = service.authorization;
    const { apiKeySource } = doors[door];
    const { policy } = settings;
    const endpoint = { disableExecuteApiEndpoint: true, vpcEndpointIds: settings.vpcEndpointIds };
    const id = `${api.name}-${api.version}`;
    const backend = backendsOf(environment, service, (vpcLink) => this.vpcLinkId(vpcLink));
    const restApi = new RestApi(this, id, {
      name,
      endpointType: settings.endpointType,
      body: toRestApiBody(api, {
        name,
        endpoint,
        functionUri: (fn, mode) => names.functionUri(fn, door, mode),
        services: serviceAddresses(names, environment, door, service),
        backend,
        door: doors[door],
        authorizers,
        userPoolArn: () => this.userPoolArn(),
      }),
      vpcLinkIds: Object.values(api.routes).flatMap(({ integration }) =>
        "backend" in integration ? (backend(integration.backend).vpcLinkId ?? []) : [],
      ),
      userPoolArn: takesUserPool(api, doors[door]) ? this.userPoolArn() : undefined,
      apiKeySource,
      binaryMediaTypes: api.binaryMediaTypes,
      minimumCompressionSize: api.minimumCompressionSize,
      ...endpoint,
      policy: policy && ((executionArn) => policy(executionArn, methodsToAllow(api, doors[door]))),
      clientCertificateId: clientCertificate?.id,
      deletionProtection: environment.deletionProtection,
      version: api.version,
      dependsOn: integrationRoles,
      release: this.releaseOf(api),
    });
    const lambdaOf = (fn: string) => {
      const lambda = functions.get(fn);
      if (!lambda) throw new Error(`${name}: expected a function of the service, got ${fn}`);
      return lambda;
    };
    const permissions = [
      ...[...functionsOf(api)].map((fn) => lambdaOf(fn).permitInvocation(id, restApi.executionArn, environment.stage)),
      ...this.authorizerFunctionsOf(api).map((fn) => lambdaOf(fn).permitAuthorization(id, restApi.executionArn)),
    ];
    const stage = new Stage(this, `${id}-stage`, {
      restApi,
      restApiName: name,
      stageName: environment.stage,
      throttle: environment.throttle,
      methodThrottles: throttlesOf(methodsOf(api), environment.throttle.methods),
      cache: environment.cache && { size: environment.cache.size, ttls: cachedMethodsOf(api) },
      variables: { ...environment.stageVariables, [versionVariable]: api.version },
      clientCertificateId: clientCertificate?.id,
      logs: { retentionDays: environment.logs.retentionDays, execution: environment.logs.execution ?? "ERROR" },
      dependsOn: permissions,
    });
    const guards = webAclArn
      ? [new Wafv2WebAclAssociation(this, `${id}-web-acl`, { resourceArn: stage.arn, webAclArn })]
      : [];
    domain.map(api.version, restApi, stage, guards);
    this.output(
      `base_url_${api.version}`,
      stage.invokeUrl,
      "Address of the stage; refuses, as the custom domain stands",
    );
    this.output(`custom_url_${api.version}`, `https://${clientHost}/${api.version}`, "Address for clients");
    return { api, restApi, stage };
  }

  /** A queue for each function that is invoked without waiting for it, with what it failed to do. */
  private keepFailures(functions: ReadonlyMap<string, LambdaFunction>): void {
    for (const name of new Set(this.service.apis.flatMap((api) => [...asynchronousFunctionsOf(api)])))
      this.sendFailures(name, functions.get(name)!, `${name}-${this.door}-failures`);
  }

  /** What HTTP backends know the door by, where the environment wants one. */
  private clientCertificate(): ClientCertificate | undefined {
    if (!this.environment.clientCertificate) return undefined;
    const certificate = new ClientCertificate(this, "client-certificate", this.stackName);
    this.output("client_certificate", certificate.pem, "Certificate that HTTP backends have to trust");
    return certificate;
  }

  /** What guards the stages of a door that the public can reach, where the environment wants it: a private door has none. */
  private webAclArn(): string | undefined {
    const { names, door, environment } = this;
    const { webAcl, logs } = environment;
    if (!webAcl || door === "private") return undefined;
    if ("arn" in webAcl) return webAcl.arn;
    return new WebAcl(this, "web-acl", {
      name: names.webAcl(door),
      description: `Guards the ${door} door`,
      scope: "REGIONAL",
      ...rulesOf(webAcl),
      logGroup: { name: names.webAclLogGroup(door), retentionDays: logs.retentionDays },
    }).arn;
  }

  /** The environment's user pool: pinned, or looked up by the name under which the data stack makes it. */
  private userPoolArn(): string {
    const { file, userPool } = this.environment;
    if (!userPool)
      throw new Error(`${file}: userPool: expected a user pool, as the ${this.door} door takes its tokens, got none`);
    if ("arn" in userPool) return userPool.arn;
    const name = this.names.userPool;
    this.userPools ??= new DataAwsCognitoUserPools(this, "user-pool", {
      name,
      // finds none without an error, unlike other lookups
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.arns) == 1}",
            errorMessage: `user pool ${name}: expected one of that name, which ${stackName(this.environment, "data")} makes, got none or more`,
          },
        ],
      },
    });
    return Token.asString(Fn.one(this.userPools.arns));
  }

  /** Looked up by the name that the network stack gave it. */
  private vpcLinkId(vpcLink: string): string {
    const id =
      this.vpcLinks.get(vpcLink) ??
      new DataAwsApiGatewayVpcLink(this, `vpc-link-${vpcLink}`, { name: this.names.vpcLink(vpcLink) }).id;
    this.vpcLinks.set(vpcLink, id);
    return id;
  }

  /** Functions that judge the callers of an API at this door. */
  private authorizerFunctionsOf(api: Api): string[] {
    const { doors, authorizers } = this.service.authorization;
    return [...new Set([...authorizersOf(api, doors[this.door])].map((name) => authorizers[name]!.function))];
  }

  private releaseOf(api: Api): RestApiProps["release"] {
    const pinned = this.environment.releases?.[this.door]?.[releaseName(api)];
    return pinned && { pin: this.releasePin(releaseName(api)), pinned };
  }

  private refuseStrangeReleases(): void {
    const known = this.service.apis.map(releaseName);
    for (const name of Object.keys(this.environment.releases?.[this.door] ?? {}))
      if (!known.includes(name))
        throw new Error(
          `${this.releasePin(name)}: expected an API of the service (${known.join(", ")}), got a release of another`,
        );
  }

  /** A function would take one version's requests for another's. */
  private refuseTakenVariables(): void {
    const { file, stageVariables, releases } = this.environment;
    const pins = [
      { pin: `${file}: stageVariables`, variables: stageVariables },
      ...Object.entries(releases?.[this.door] ?? {}).map(([name, release]) => ({
        pin: `${this.releasePin(name)}.variables`,
        variables: "variables" in release ? release.variables : undefined,
      })),
    ];
    for (const { pin, variables } of pins)
      if (versionVariable in (variables ?? {}))
        throw new Error(`${pin}.${versionVariable}: expected another name, as the stage says its version by it`);
  }

  private releasePin(name: string): string {
    return `${this.environment.file}: releases.${this.door}.${name}`;
  }
}

const releaseName = ({ name, version }: Api) => `${name}-${version}`;
