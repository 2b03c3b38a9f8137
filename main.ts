import { App } from "cdktf";
import { loadEnvironments } from "./environments";
import { addStacks, appOptions } from "./stacks";
import { RuleValidation } from "./stacks/rule-validation";
import { recordSources, writeForReview } from "./stacks/sources";

const app = new App(appOptions);
const environments = loadEnvironments();
const validation = RuleValidation.of(app);
const sources = recordSources(() => addStacks(app, environments));
app.synth();
validation.refuseUnused(({ stack }) => !stack.startsWith("bootstrap-"));
writeForReview(app.outdir, sources, environments, validation.waived);
