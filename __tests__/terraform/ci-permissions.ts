import type { Workspace } from "./workspace";

/** Calls of the stand-in so far that the policies of dev's CI role have no action for. */
export async function callsBeyond(workspace: Workspace, role: "deploy" | "plan"): Promise<string[]> {
  await workspace.run("node", "bin/launch.mjs", "bootstrap.ts", "dev");
  const [bootstrap] = workspace.stacks("bootstrap.out").values();
  const policies = Object.values(bootstrap!.configuration.resource.aws_iam_policy!) as Policy[];
  const allowed = new Set(
    policies
      .filter(({ name }) => name.startsWith(`ci-${role}-`))
      .flatMap(({ policy }) => (JSON.parse(policy) as { Statement: { Action: string[] }[] }).Statement)
      .flatMap(({ Action }) => Action),
  );
  return (await workspace.standIn.calls()).filter((call) => !allowed.has(call));
}

interface Policy {
  name: string;
  policy: string;
}
