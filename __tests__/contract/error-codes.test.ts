import { serviceErrors } from "../../contract";
import { errorCodes, type ErrorMeaning } from "../../contract/error";
import { gatewayResponseTypesOf } from "../../contract/gateway-responses";
import { gatewayResponseTypes } from "../../semantics/gateway-response-types";
import { generatedSection, markdownTable } from "../generated-section";

const codes = Object.entries<ErrorMeaning>({ ...errorCodes, ...serviceErrors }).toSorted(
  ([a, { status: ofA }], [b, { status: ofB }]) => ofA - ofB || (a < b ? -1 : 1),
);

test("docs/errors.md has every code (UPDATE_DOCS=1 npx jest error-codes writes it anew)", () => {
  const rows = codes.map(([code, { status, when }]) => [
    String(status),
    `\`${code}\``,
    when,
    gatewayResponseTypesOf(code)
      .map((type) => (type === code ? "the same" : `\`${type}\``))
      .join(", "),
  ]);
  const table = markdownTable(["status", "code", "when", "API Gateway's types"], rows);
  expect(generatedSection("errors.md", "codes", table)).toBe(table);
});

test("a service has no code of its own that all services have", () => {
  expect(Object.keys(serviceErrors).filter((code) => code in errorCodes)).toEqual([]);
});

test("a code has the status of the gateway responses that answer with it", () => {
  const others = codes.flatMap(([code, { status }]) =>
    gatewayResponseTypesOf(code)
      .filter((type) => gatewayResponseTypes[type as keyof typeof gatewayResponseTypes].statusCode !== status)
      .map((type) => `${code}: ${type}`),
  );
  // 502 where a function fails, 504 where a backend can't be reached
  expect(others).toEqual(["INTEGRATION_FAILURE: INTEGRATION_FAILURE"]);
});
