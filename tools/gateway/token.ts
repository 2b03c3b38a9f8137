import { type Command, type OptionValues, UsageError } from "../command";
import { loadApis } from "./api/load";
import { findUserPool, userPoolArns } from "./api/user-pools";
import { type TokenUse, UserPool, type UserPoolDefinition } from "./authorization/user-pool";
import { stackFolders } from "./stack-folders";
import { Configuration } from "./terraform/configuration";

/** `gatehouse token`: issues a token of a user pool that `gatehouse serve` accepts. */
export const token: Command = {
  name: "token",
  usage: "token <environment | stack-folder...> [options]",
  summary: "Issues a token of a Cognito user pool that the locally served APIs accept.",
  help: [
    ["<environment>", "every stack in cdktf.out/stacks/<environment>-*"],
    ["<stack-folder...>", "folders that hold a cdk.tf.json"],
    ["--pool NAME", "name or id of the user pool (the only one that authorizers name)"],
    ["--client ID", "app client (the first of its kind that the stacks declare, else local)"],
    ["--machine", "a token of the app client itself (client_credentials), not of a user"],
    ["--use id|access", "kind of token (access with --scope, else id)"],
    ["--scope SCOPES", "scopes of an access token, separated by spaces"],
    ["--sub SUBJECT", "user (00000000-0000-4000-8000-000000000001)"],
    ["--expires-in SECONDS", "how long it is valid (3600)"],
  ],
  options: {
    pool: { type: "string" },
    client: { type: "string" },
    machine: { type: "boolean" },
    use: { type: "string" },
    scope: { type: "string" },
    sub: { type: "string" },
    "expires-in": { type: "string" },
  },
  run: async (terminal, values, positionals) => {
    const configuration = new Configuration(stackFolders("token", positionals));
    const pools = userPoolArns(loadApis(configuration)).map((arn) => findUserPool(configuration, arn));
    const pool = choose(pools, text(values, "pool"));
    const scope = text(values, "scope");
    const isMachine = values["machine"] === true;
    const signed = await new UserPool(pool).sign({
      use: useOf(text(values, "use"), scope, isMachine),
      clientId: clientOf(pool, text(values, "client"), isMachine),
      sub: subjectOf(text(values, "sub"), isMachine),
      expiresIn: secondsOf(text(values, "expires-in") ?? "3600"),
      now: Date.now(),
      ...(scope !== undefined && { scope }),
    });
    terminal.out(signed);
    return 0;
  },
};

function choose(pools: UserPoolDefinition[], named: string | undefined): UserPoolDefinition {
  const matching = named === undefined ? pools : pools.filter(({ id, name }) => id === named || name === named);
  if (matching.length === 1) return matching[0]!;
  const known = pools.map(({ id, name }) => (id === name ? id : `${name} (${id})`)).join(", ") || "none";
  if (pools.length === 0)
    throw new Error("user pool: expected an authorizer of type COGNITO_USER_POOLS in the stacks, got none");
  throw new UsageError(`--pool: expected one of ${known}, got ${named ?? "nothing"}`);
}

function useOf(use: string | undefined, scope: string | undefined, isMachine: boolean): TokenUse {
  const wanted = use ?? (scope === undefined && !isMachine ? "id" : "access");
  if (wanted !== "id" && wanted !== "access") throw new UsageError(`--use: expected id or access, got ${wanted}`);
  if (wanted === "id" && isMachine) throw new UsageError("--machine: expected an access token, got --use id");
  if (wanted === "id" && scope !== undefined) throw new UsageError("--scope: expected an access token, got --use id");
  return wanted;
}

/** App clients are for users or for themselves, never both. */
function clientOf(
  { id, clients, machineClients }: UserPoolDefinition,
  named: string | undefined,
  isMachine: boolean,
): string {
  const fitting = clients.filter((client) => machineClients.includes(client) === isMachine);
  const client = named ?? fitting[0];
  if (clients.length === 0) return client ?? "local";
  if (client !== undefined && fitting.includes(client)) return client;
  const kind = isMachine ? "machine clients" : "clients for users";
  throw new UsageError(
    `--client: expected one of user pool ${id}'s ${kind}: ${fitting.join(", ") || "none"}, got ${client ?? "nothing"}`,
  );
}

function subjectOf(sub: string | undefined, isMachine: boolean): string | undefined {
  if (isMachine && sub !== undefined) throw new UsageError("--sub: expected none beside --machine, got one");
  return isMachine ? undefined : (sub ?? "00000000-0000-4000-8000-000000000001");
}

function secondsOf(given: string): number {
  const seconds = Number(given);
  if (/^-?\d+$/.test(given) && Number.isSafeInteger(seconds)) return seconds;
  throw new UsageError(`--expires-in: expected a number of seconds, got ${given}`);
}

function text(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
