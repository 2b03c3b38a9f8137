import { App } from "cdktf";
import { loadEnvironments } from "./environments";
import { addBootstrapStack, appOptions } from "./stacks";
import { RuleValidation } from "./stacks/rule-validation";

const [, , environment = "", option] = process.argv;
const app = new App({ ...appOptions, outdir: "bootstrap.out" });
const validation = RuleValidation.of(app);
addBootstrapStack(app, loadEnvironments(), environment, option === "--local-state");
app.synth();
validation.refuseUnused(({ stack }) => app.node.tryFindChild(stack) !== undefined);
