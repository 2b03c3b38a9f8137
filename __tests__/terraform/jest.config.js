/** @type {import("jest").Config} */
module.exports = {
  rootDir: "../..",
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__/terraform"],
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/__tests__/terraform/requirements.ts",
  globalTeardown: "<rootDir>/__tests__/run-folder-teardown.ts",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  // every test file runs one Terraform process at a time
  maxWorkers: 2,
  testTimeout: 20 * 60_000,
};
