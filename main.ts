import { App } from "cdktf";
import { loadEnvironments } from "./environments";
import { addStacks, appOptions } from "./stacks";

const app = new App(appOptions);
addStacks(app, loadEnvironments());
app.synth();
