import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { QuoteEvent, QuoteResult } from "../../contract/orders/quote";
import { dynamoDb } from "../dynamodb";
import { environmentVariable } from "../environment-variable";

/** @throws Error "NotShippable: ..." for a country without a shipping rate in the currency */
export const quote =
  (client: DynamoDBClient, table: string) =>
  async ({ items, currency, country }: QuoteEvent): Promise<QuoteResult> => {
    const { Item: rate } = await client.send(
      new GetItemCommand({ TableName: table, Key: { country: { S: country } } }),
    );
    if (rate?.currency?.S !== currency)
      throw new Error(`NotShippable: expected a country with a shipping rate in ${currency}, got ${country}`);
    const goods = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    const shipping = Number(rate.price?.N);
    return { goods, shipping, total: goods + shipping, currency };
  };

export const handler = quote(dynamoDb, environmentVariable("SHIPPING_RATES_TABLE"));
