import { type Command, UsageError } from "../command";
import { localApiKeys } from "./api/usage-plans";
import { stackFolders } from "./stack-folders";
import { Configuration } from "./terraform/configuration";

/** `gatehouse api-key`: tells the value that `gatehouse serve` takes for an API key of which AWS would make the value. */
export const apiKey: Command = {
  name: "api-key",
  usage: "api-key <environment | stack-folder...> [--name NAME]",
  summary: "Tells the local value of an API key, which the locally served APIs accept.",
  help: [
    ["<environment>", "every stack in cdktf.out/stacks/<environment>-*"],
    ["<stack-folder...>", "folders that hold a cdk.tf.json"],
    ["--name NAME", "name of the API key (the only one of a usage plan)"],
  ],
  options: { name: { type: "string" } },
  run: (terminal, values, positionals) => {
    const { name } = values;
    const keys = localApiKeys(new Configuration(stackFolders("api-key", positionals)));
    const matching = name === undefined ? keys : keys.filter((key) => key.name === name);
    if (matching.length !== 1) {
      const known = keys.map((key) => key.name).join(", ") || "none, as no usage plan has a key that AWS makes";
      throw new UsageError(`--name: expected one of ${known}, got ${String(name ?? "nothing")}`);
    }
    terminal.out(matching[0]!.value);
    return Promise.resolve(0);
  },
};
