#!/usr/bin/env node
import { createRequire } from "node:module";
import { compile } from "./compile.mjs";

process.setSourceMapsEnabled(true);
createRequire(import.meta.url)(await compile("tools/cli.ts"));
