import { requestHandling, textAnswers } from "../../contract/content-handling";

const binary = { binaryMediaTypes: ["image/*"] };
const integration = { responses: { default: { responseTemplates: { "application/json": "{}" } }, other: {} } };

test("only what templates answer is made text, and only where an API has binary media types", () => {
  expect(textAnswers(integration, binary)).toEqual({
    responses: { default: { ...integration.responses.default, contentHandling: "CONVERT_TO_TEXT" }, other: {} },
  });
  expect(textAnswers(integration, {})).toEqual(integration);
  expect(textAnswers({}, binary)).toEqual({});
});

test("bytes can't become text where no media type is binary, but base64 can become bytes", () => {
  expect(() => requestHandling("CONVERT_TO_TEXT", {}, "POST", "notes v1 takeNote")).toThrow(
    "notes v1 takeNote: contentHandling: expected binaryMediaTypes of the API, as every body is text without them",
  );
  expect(requestHandling("CONVERT_TO_BINARY", {}, "POST", "notes v1 takeNote")).toEqual({
    contentHandling: "CONVERT_TO_BINARY",
  });
});
