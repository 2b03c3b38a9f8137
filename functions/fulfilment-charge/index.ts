import { taskHandler } from "../fulfilment/task-handler";

export const handler = taskHandler("charge");
