import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Template, VelocityFile } from "../mapping-template";
import type { IntegrationContext } from "./compiler";
import { routeCaller } from "./service-call";
import { refuseMissing } from "./trial";
import { jsonText, toVelocity } from "./velocity";

/** The Velocity source of a template, which reads nothing that isn't there. */
export function templateWriter(context: IntegrationContext): (template: Template, payload?: unknown) => string {
  const { route, subject } = context;
  const who = routeCaller(context);
  return (template, payload) => {
    if (template instanceof VelocityFile) return readFileSync(join(root, template.path), "utf8").trim();
    refuseMissing(template, route, subject, payload);
    return toVelocity(jsonText(template, who));
  };
}

const root = join(__dirname, "../..");
