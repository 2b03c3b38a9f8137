import type { AwsService, ServiceAddresses } from "../../contract/integrations/service-access";

const place = "eu-west-1:111122223333";
const arns: Record<AwsService, string> = {
  sqs: `arn:aws:sqs:${place}:`,
  kinesis: `arn:aws:kinesis:${place}:stream/`,
  states: `arn:aws:states:${place}:stateMachine:`,
  dynamodb: `arn:aws:dynamodb:${place}:table/`,
};

/** Where integrations lead in tests. */
export const services: ServiceAddresses = {
  region: "eu-west-1",
  arnOf: (service, resource) => arns[service] + resource,
  roleArnOf: (service, resource) => `arn:aws:iam::111122223333:role/${service}-${resource}`,
};

/** Where HTTP backends are in tests. */
export const backend = (name: string) => ({ url: `https://${name}.example.com/api` });
