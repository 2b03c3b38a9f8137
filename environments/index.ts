import { readdirSync } from "node:fs";
import type { Environment } from "./environment";

/**
 * Every environment folder, by name. Adding a folder adds an environment.
 *
 * @throws Error when a folder has no environment.ts, or one that names another environment.
 */
export function loadEnvironments(): Environment[] {
  return readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => load(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function load(folder: string): Environment {
  // the template is what tells the bundler which files to take in
  const { default: environment } = require(`./${folder}/environment.ts`) as { default?: Environment };
  const file = `environments/${folder}/environment.ts`;
  if (!environment?.file) throw new Error(`${file}: expected a default export made by defineEnvironment, got none`);
  if (environment.name !== folder)
    throw new Error(`${file}: name: expected ${folder}, as the folder is named, got ${environment.name}`);
  return environment;
}
