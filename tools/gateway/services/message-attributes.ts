import { createHash } from "node:crypto";
import { ServiceError } from "./errors";
import type { Input } from "./input";

interface Attributes {
  values: Record<string, { dataType: string; stringValue?: string; binaryValue?: string }>;
  /** What they count for in a message's size. */
  bytes: number;
  /** Absent without attributes. */
  md5?: string;
}

/**
 * Attributes of a message: a map in JSON, `MessageAttribute.<n>.Name` and `.Value...` in a form. Their MD5 is computed as
 * clients do to verify it (Amazon SQS developer guide, "Calculating the MD5 message digest for message attributes").
 */
export function readAttributes(input: Input, protocol: "json" | "query"): Attributes {
  const given =
    protocol === "json"
      ? input.map("MessageAttributes")
      : input
          .list("MessageAttribute")
          ?.map((member): [string, Input | undefined] => [member.text("Name") ?? "", member.structure("Value")]);
  if (!given || given.length === 0) return { values: {}, bytes: 0 };
  if (given.length > most)
    throw invalid(`Number of message attributes [${given.length}] exceeds the allowed maximum [${most}].`);
  const read = given.map(([name, value]) => readAttribute(name, value)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash("md5");
  for (const { name, dataType, content, isBinary } of read) {
    for (const part of [Buffer.from(name), Buffer.from(dataType)]) hash.update(length(part)).update(part);
    hash
      .update(Buffer.from([isBinary ? 2 : 1]))
      .update(length(content))
      .update(content);
  }
  return {
    values: Object.fromEntries(
      read.map(({ name, dataType, content, isBinary }) => [
        name,
        { dataType, ...(isBinary ? { binaryValue: content.toString("base64") } : { stringValue: content.toString() }) },
      ]),
    ),
    bytes: read.reduce(
      (sum, { name, dataType, content }) =>
        sum + Buffer.byteLength(name) + Buffer.byteLength(dataType) + content.length,
      0,
    ),
    md5: hash.digest("hex"),
  };
}

const most = 10;

function readAttribute(name: string, value: Input | undefined) {
  if (name === "") throw invalid("The message attribute name must not be empty.");
  const dataType = value?.text("DataType");
  if (value === undefined || dataType === undefined || dataType === "")
    throw invalid(`The message attribute '${name}' must contain non-empty message attribute type.`);
  const kind = /^(String|Number|Binary)(?:\..*)?$/s.exec(dataType)?.[1];
  if (kind === undefined)
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const isBinary = kind === "Binary";
  const text = value.text("StringValue");
  const content = isBinary ? value.blob("BinaryValue") : text === undefined ? undefined : Buffer.from(text);
  if (content === undefined || content.length === 0)
    throw invalid(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${dataType}'.`,
    );
  if (kind === "Number" && !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(content.toString()))
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  return { name, dataType, content, isBinary };
}

function length(part: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(part.length);
  return bytes;
}

const invalid = (message: string) => new ServiceError("InvalidParameterValue", message);
