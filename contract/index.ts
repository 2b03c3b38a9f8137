/** The service that the stacks deploy: the line to change when your service takes the place of the sample. */
export { service } from "./orders/service";
