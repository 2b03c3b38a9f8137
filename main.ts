import { App } from "cdktf";
import { loadEnvironments } from "./environments";
import { addStacks, appOptions } from "./stacks";
import { recordSources, writeForReview } from "./stacks/sources";

const app = new App(appOptions);
const environments = loadEnvironments();
const sources = recordSources(() => addStacks(app, environments));
app.synth();
writeForReview(app.outdir, sources, environments);
