// What plans cost as routes grow: runs routes.ts, which uses the project's own stacks.
import { createRequire } from "node:module";
import { compile } from "../bin/compile.mjs";
import { measure, row } from "./process.mjs";

await createRequire(import.meta.url)(await compile("bench/routes.ts")).bench({ measure, row });
