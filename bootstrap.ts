import { App } from "cdktf";
import { loadEnvironments } from "./environments";
import { addBootstrapStack, appOptions } from "./stacks";

const [, , environment = "", option] = process.argv;
const app = new App({ ...appOptions, outdir: "bootstrap.out" });
addBootstrapStack(app, loadEnvironments(), environment, option === "--local-state");
app.synth();
