/**
 * Escapes a text for a string argument, so that Terraform reads it as written: `${` and `%{` would start an expression.
 * Tokens of cdktf inside it stay tokens. Apply it once, where a text enters a resource.
 * Source: Terraform language, "Strings and Templates", escape sequences.
 */
export function terraformLiteral(text: string): string {
  return text.replace(/([$%])\{(?!TfToken\[)/g, "$1$1{");
}
