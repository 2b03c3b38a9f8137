/** The service that the stacks deploy: the lines to change when your service takes the place of the sample. */
export { service } from "./orders/service";
/** Codes of errors that only this service has. */
export { orderErrors as serviceErrors } from "./orders/errors";
