import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CryptoKey, JWK, JWTPayload } from "jose";

export interface UserPoolDefinition {
  /** Such as `eu-west-1_a1b2c3d4e`. */
  id: string;
  name: string;
  /** `iss` of its tokens. */
  issuer: string;
  /** Ids of its app clients; none when no loaded stack declares one. */
  clients: string[];
  /** Those of them that get tokens for themselves (client_credentials). */
  machineClients: string[];
}

export type TokenUse = "id" | "access";

export interface TokenRequest {
  use: TokenUse;
  clientId: string;
  /** The user; undefined for the app client itself, which has no user name. */
  sub: string | undefined;
  /** Of an access token, separated by spaces. */
  scope?: string;
  /** Seconds. */
  expiresIn: number;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * A local user pool: it signs tokens as Amazon Cognito does, with a key of its own that is kept in a file which only its
 * owner can read, so that the command that issues tokens and the gateway that verifies them need not run together.
 */
export class UserPool {
  private verificationKey: { kid: string; key: Promise<CryptoKey | Uint8Array> } | undefined;

  constructor(
    readonly definition: UserPoolDefinition,
    private readonly directory = join(".state", "cognito"),
  ) {}

  /**
   * The claims of a token that this pool signed and that hasn't expired. Rejects for any other: signed by another key, with
   * another algorithm than RS256, for another issuer, for no app client of the pool.
   */
  async verify(token: string, use: TokenUse, now: number): Promise<JWTPayload> {
    const { payload } = await jose().jwtVerify(token, ({ kid }) => this.publicKey(kid), {
      algorithms: ["RS256"],
      issuer: this.definition.issuer,
      requiredClaims: ["sub", "exp", "iat"],
      currentDate: new Date(now),
    });
    if (payload["token_use"] !== use)
      throw new Error(`token_use: expected ${use}, got ${JSON.stringify(payload["token_use"])}`);
    const client = payload[clientClaim[use]];
    const { clients } = this.definition;
    if (typeof client !== "string" || client === "" || (clients.length > 0 && !clients.includes(client)))
      throw new Error(
        `${clientClaim[use]}: expected ${clients.join(" or ") || "an app client"}, got ${JSON.stringify(client)}`,
      );
    return payload;
  }

  /** Signs a token with the claims that Cognito gives it. The first one makes the pool's key. */
  async sign({ use, clientId, sub, scope, expiresIn, now }: TokenRequest): Promise<string> {
    const { SignJWT } = jose();
    const key = this.read() ?? (await this.create());
    const issuedAt = Math.floor(now / 1000);
    const claims: Record<TokenUse, JWTPayload> = {
      id: { aud: clientId, "cognito:username": sub },
      access: {
        client_id: clientId,
        ...(sub !== undefined && { username: sub }),
        version: 2,
        ...(scope !== undefined && { scope }),
      },
    };
    return new SignJWT({ token_use: use, auth_time: issuedAt, ...claims[use] })
      .setProtectedHeader({ alg: "RS256", kid: key.kid! })
      .setIssuer(this.definition.issuer)
      .setSubject(sub ?? clientId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + expiresIn)
      .sign(key);
  }

  private get file(): string {
    return join(this.directory, `${this.definition.id}.json`);
  }

  /** Reads the file again for a key that isn't known: the first token may be issued while the gateway runs. */
  private publicKey(kid: string | undefined): Promise<CryptoKey | Uint8Array> {
    if (this.verificationKey && this.verificationKey.kid === kid) return this.verificationKey.key;
    const own = this.read();
    if (own?.kid === undefined || own.kid !== kid)
      return Promise.reject(new Error(`kid: expected the key of user pool ${this.definition.id}, got another`));
    const { kty, n, e } = own;
    const key = jose().importJWK({ kty, n, e } as JWK, "RS256");
    this.verificationKey = { kid, key };
    return key;
  }

  private read(): JWK | undefined {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as JWK;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new Error(`${this.file}: expected a key as JSON, got ${(error as Error).message}`, { cause: error });
    }
  }

  /** Makes the key, unless another process was faster. */
  private async create(): Promise<JWK> {
    const { exportJWK, generateKeyPair } = jose();
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: "RS256", use: "sig" };
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(key), { mode: 0o600 });
    try {
      linkSync(draft, this.file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(draft);
    }
    return this.read()!;
  }
}

/** The claim that says which app client a token is for. */
const clientClaim: Record<TokenUse, string> = { id: "aud", access: "client_id" };

/** Loaded with the first token only: most APIs have none. */
const jose = () => require("jose") as typeof import("jose");
