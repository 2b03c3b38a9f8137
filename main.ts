import { App } from "cdktf";
import { loadEnvironments } from "./environments";
import { addStacks } from "./stacks";

const app = new App();
addStacks(app, loadEnvironments());
app.synth();
