const { existsSync } = require("node:fs");

// answers recorded on API Gateway, kept beside the repository; without them there is nothing to replay
const recorded = existsSync(`${__dirname}/../shared/fidelity`);

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // the default leaves a core to others, and with two it runs all in one process
  maxWorkers: "100%",
  // for a machine that does other things too; what hangs still ends
  testTimeout: 30_000,
  globalSetup: "<rootDir>/__tests__/run-folder.ts",
  globalTeardown: "<rootDir>/__tests__/run-folder-teardown.ts",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/__tests__/terraform/",
    ...(recorded ? [] : ["/recorded-[^/]*$"]),
  ],
  modulePathIgnorePatterns: ["<rootDir>/.build", "<rootDir>/cdktf.out"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
    // jest can't require the ES modules that Node.js can
    "/node_modules/jose/.+\\.js$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }],
  },
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
};
