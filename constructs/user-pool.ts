import { CognitoResourceServer } from "@cdktf/provider-aws/lib/cognito-resource-server";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import {
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
} from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { CognitoUserPoolDomain } from "@cdktf/provider-aws/lib/cognito-user-pool-domain";
import { Construct } from "constructs";
import type { Authorization } from "../contract/authorization";
import type { OwnUserPool } from "../environments/user-pool";

export interface UserPoolProps {
  name: string;
  /** First label of the host name of sign-in pages and token endpoint. */
  domain: string;
  pins: OwnUserPool;
  resourceServers: Authorization["resourceServers"];
  /** Scopes that people get in the web client. */
  webScopes: readonly string[];
  /** Refuses deletion, by Cognito and by Terraform: users can't be had back. */
  deletionProtection: boolean;
}

const tokenUnits = { idToken: "minutes", accessToken: "minutes", refreshToken: "days" } as const;

/**
 * A Cognito user pool: people sign in with e-mail address and password on Cognito's pages, machines with their secret.
 * Source: Cognito developer guide, "Amazon Cognito user pools" and "Scopes, M2M, and resource servers".
 */
export class UserPool extends Construct {
  readonly id: string;
  readonly webClientId: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: UserPoolProps,
  ) {
    super(scope, id);
    const { pins, deletionProtection } = props;
    if (/aws|amazon|cognito/.test(props.domain))
      throw new Error(
        `user pool domain: expected a prefix without aws, amazon and cognito, which Cognito keeps for itself, got ${props.domain}: pin another prefix`,
      );
    const mfa = pins.mfa ?? "OPTIONAL";
    const pool = new CognitoUserPool(this, "Resource", {
      name: props.name,
      deletionProtection: deletionProtection ? "ACTIVE" : "INACTIVE",
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] },
      accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: !pins.selfSignUp },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 3,
      },
      mfaConfiguration: mfa,
      ...(mfa !== "OFF" && { softwareTokenMfaConfiguration: { enabled: true } }),
      lifecycle: { preventDestroy: deletionProtection },
    });
    this.id = pool.id;
    new CognitoUserPoolDomain(this, "domain", { userPoolId: pool.id, domain: props.domain });
    const servers = Object.entries(props.resourceServers).map(
      ([name, scopes]) =>
        new CognitoResourceServer(this, name, {
          userPoolId: pool.id,
          identifier: name,
          name,
          scope: Object.entries(scopes).map(([scopeName, scopeDescription]) => ({ scopeName, scopeDescription })),
        }),
    );
    // Cognito refuses a client whose scopes don't exist yet
    this.webClientId = this.client("web", { ...this.web(), dependsOn: servers });
    for (const [name, { scopes }] of Object.entries(pins.machineClients ?? {}))
      this.client(`machine-${name}`, { ...machine(scopes), dependsOn: servers });
  }

  /** For scripts in a browser or an app, which can keep no secret: a code, bound to who asked by PKCE (RFC 7636). */
  private web(): Partial<CognitoUserPoolClientConfig> {
    const { callbackUrls, logoutUrls, refreshDays = 30 } = this.props.pins;
    return {
      generateSecret: false,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email", ...this.props.webScopes],
      callbackUrls: [...callbackUrls],
      logoutUrls: [...logoutUrls],
      supportedIdentityProviders: ["COGNITO"],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      refreshTokenValidity: refreshDays,
    };
  }

  private client(id: string, config: Partial<CognitoUserPoolClientConfig>): string {
    const { tokenMinutes = 60 } = this.props.pins;
    return new CognitoUserPoolClient(this, id, {
      userPoolId: this.id,
      name: id,
      allowedOauthFlowsUserPoolClient: true,
      accessTokenValidity: tokenMinutes,
      idTokenValidity: tokenMinutes,
      tokenValidityUnits: [tokenUnits],
      enableTokenRevocation: true,
      // the same answer for a wrong password and for nobody
      preventUserExistenceErrors: "ENABLED",
      ...config,
    }).id;
  }
}

/** Cognito makes the secret, and the provider keeps it in the state: there is no way around. */
const machine = (scopes: readonly string[]): Partial<CognitoUserPoolClientConfig> => ({
  generateSecret: true,
  allowedOauthFlows: ["client_credentials"],
  allowedOauthScopes: [...scopes],
});
