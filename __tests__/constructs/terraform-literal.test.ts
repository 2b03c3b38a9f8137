import { terraformLiteral } from "../../constructs/terraform-literal";

test.each([
  ["$context.requestId and $!{x} and #{x}", "$context.requestId and $!{x} and #{x}"],
  ["${stageVariables.fn}", "$${stageVariables.fn}"],
  ["%{ if x }", "%%{ if x }"],
  ["$${x}", "$$${x}"],
  ["${TfToken[TOKEN.0]}", "${TfToken[TOKEN.0]}"],
  ["${x}${TfToken[TOKEN.1]}%{y}", "$${x}${TfToken[TOKEN.1]}%%{y}"],
])("%s becomes %s", (text, literal) => {
  expect(terraformLiteral(text)).toBe(literal);
});
