import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

test("what synth knows of the provider's arguments is what Terraform says", () => {
  const check = () =>
    execFileSync(process.execPath, [join(root, "bin/provider-schema.mjs"), "--check"], {
      env: { ...process.env, TF_CLI_CONFIG_FILE: process.env.GATEHOUSE_TERRAFORM_CLI_CONFIG },
      stdio: ["ignore", "pipe", "pipe"],
    });
  expect(check).not.toThrow();
});
