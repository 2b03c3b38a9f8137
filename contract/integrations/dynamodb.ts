import { Expression, type JsonTemplate } from "../mapping-template";
import type { AnswerMapping } from "../parameter-mapping";
import { ItemAttribute } from "../service-answers";
import type { IntegrationCompiler, IntegrationContext } from "./compiler";
import { compileServiceCall, readJson, type Refusal, refused, routeCaller, type ServiceCall } from "./service-call";
import { refuseMissing } from "./trial";
import { expressionsOf, jsonText, toVelocity } from "./velocity";

interface FromTable extends AnswerMapping {
  type: "dynamodb";
  table: string;
  /**
   * API Gateway compares nothing with who calls: said of a table whose items everybody may read whom the route lets in.
   */
  readableBy: "every caller";
  /** JSON of an item, with its `attribute(...)`s. */
  item: JsonTemplate;
  /** An item as DynamoDB has it, on which the answer is tried at synth. */
  sampleItem: Readonly<Record<string, { S: string } | { N: string } | { BOOL: boolean }>>;
}

/** API Gateway reads a table of the service itself. */
export type DynamoDbIntegration = FromTable &
  (
    | {
        /** One item, 404 where there is none. */
        action: "GetItem";
        /** Values of the table's key, by attribute. */
        key: Readonly<Record<string, { S: Expression } | { N: Expression }>>;
      }
    | {
        /** The items of a partition, at most `limit` of them: `{"items": [...]}`. */
        action: "Query";
        /** @default - the table itself */
        index?: string;
        /** Attribute and value of the partition key. */
        partition: readonly [attribute: string, value: { S: Expression } | { N: Expression }];
        /** At most 1000, as often as a template repeats something. */
        limit: number;
        /** Whether the last come first. @default false */
        descending?: boolean;
      }
  );

/** Source: DynamoDB API reference, GetItem and Query. */
export const compileDynamoDb: IntegrationCompiler<DynamoDbIntegration> = (integration, context) =>
  compileServiceCall(
    {
      target: `action/${integration.action}`,
      contentType: "application/x-amz-json-1.0",
      read: readJson,
      ...(integration.action === "GetItem" ? getItem(integration, context) : query(integration, context)),
    },
    context,
  );

type Of<A extends DynamoDbIntegration["action"]> = Extract<DynamoDbIntegration, { action: A }>;
type Read = Pick<ServiceCall, "request" | "answer" | "refusals">;

const nothing: Refusal = { status: 404, code: "NOT_FOUND", message: "there is nothing at this path" };

function getItem(integration: Of<"GetItem">, context: IntegrationContext): Read {
  const { key, item, sampleItem } = integration;
  const { route, subject } = context;
  const who = routeCaller(context);
  refuseMissing(valuesOf(Object.values(key)), route, subject);
  const found = toVelocity(jsonText(item, who));
  return {
    request: toVelocity(
      jsonText({ TableName: tableOf(integration, context), Key: key, ...projection(integration) }, who),
    ),
    answer: {
      template: `#set($item = $input.path('$.Item'))#if("$!item" == "")${refused(nothing)}#else${found}#end`,
      samples: [{ given: { Item: sampleItem } }, { given: {}, status: 404 }],
    },
    refusals: {
      // a key that is empty, or longer than keys are
      ValidationException: nothing,
    },
  };
}

function query(integration: Of<"Query">, context: IntegrationContext): Read {
  const { partition, limit, index, descending = false, item, sampleItem } = integration;
  const { route, subject } = context;
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new Error(`${subject}: limit: expected 1 to 1000, got ${limit}`);
  const [attribute, value] = partition;
  const who = routeCaller(context);
  refuseMissing(valuesOf([value]), route, subject);
  const { ExpressionAttributeNames, ...projected } = projection(integration);
  const each = toVelocity(jsonText(item, who));
  return {
    request: toVelocity(
      jsonText(
        {
          TableName: tableOf(integration, context),
          ...(index !== undefined && { IndexName: index }),
          KeyConditionExpression: "#partition = :partition",
          ExpressionAttributeNames: { ...ExpressionAttributeNames, "#partition": attribute },
          ExpressionAttributeValues: { ":partition": value },
          ...projected,
          Limit: limit,
          ScanIndexForward: !descending,
        },
        who,
      ),
    ),
    answer: {
      template: `{"items":[#foreach($item in $input.path('$.Items'))${each}#if($foreach.hasNext),#end#end]}`,
      samples: [{ given: { Items: [sampleItem, sampleItem] } }, { given: { Items: [] } }],
    },
  };
}

const valuesOf = (values: readonly ({ S: Expression } | { N: Expression })[]) =>
  values.map((value) => ("S" in value ? value.S : value.N));

const tableOf = ({ table }: DynamoDbIntegration, { binding }: IntegrationContext) =>
  binding.services.arnOf("dynamodb", table).replace(/^.*:table\//, "");

/** Reads what is answered and no more. */
function projection({ item }: DynamoDbIntegration) {
  const attributes = expressionsOf(item).filter((expression) => expression instanceof ItemAttribute);
  const names = [...new Set(attributes.map(({ of }) => of))];
  return {
    ProjectionExpression: names.map((name) => `#${name}`).join(","),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  };
}
