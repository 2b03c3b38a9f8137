import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";
import { batchHandler } from "./batch-handler";
import { FeedbackStore } from "./feedback-store";

const store = new FeedbackStore(dynamoDb, environmentVariable("FEEDBACK_TABLE"));

export const handler = batchHandler((record) => store.keep(record));
