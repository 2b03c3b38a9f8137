import { Refusal } from "../refusal";
import { refuseParameter } from "../parse-request";

/** The versions of an order that a request may change: those listed, none of them possibly, or any that exists. */
export type ExpectedVersions = readonly number[] | "any";

/** Strong: a version stands for the same answer, byte for byte. */
export const entityTag = (version: number) => `"${version}"`;

/**
 * Reads `If-Match`: `*` or a list of entity tags. The comparison is strong, so that a weak tag matches no version, nor does
 * a tag that this service never gave. Source: RFC 9110, sections 8.8.3 and 13.1.1; RFC 6585, section 3 for 428.
 */
export function readIfMatch(header: string | undefined): ExpectedVersions {
  if (header === undefined)
    throw new Refusal(428, "PRECONDITION_REQUIRED", "this request needs If-Match with the order's ETag");
  if (header.trim() === "*") return "any";
  if (!listOfTags.test(header)) refuseParameter("headers.if-match", "expected * or a list of entity tags");
  const versions = [...header.matchAll(tag)].map(([text]) => /^"([1-9]\d{0,14})"$/.exec(text)?.[1]);
  const expected = versions.flatMap((version) => (version === undefined ? [] : [Number(version)]));
  if (expected.length > maxVersions) refuseParameter("headers.if-match", `expected at most ${maxVersions} entity tags`);
  return expected;
}

/** DynamoDB's limit on the operands of IN. */
const maxVersions = 100;
const tag = /(?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*"/g;
const listOfTags = new RegExp(`^[\\s,]*${tag.source}(?:\\s*,[\\s,]*${tag.source})*[\\s,]*$`);
