import { parseLenientJson } from "../lenient-json";
import { JavaException, textOf, type JavaObject, type Value } from "./values";

/**
 * `$util` of API Gateway's mapping templates, with the results of the Java classes behind it: commons-lang's
 * escapeJavaScript, java.net.URLEncoder and URLDecoder, java.util.Base64 on UTF-8.
 */
export const templateUtilities: JavaObject = {
  kind: "object",
  property: () => null,
  call(name, args, limit) {
    const utility = utilities.get(name);
    const [argument = null] = args;
    if (!utility || args.length !== 1) return undefined;
    const result = utility(argument === null ? "" : textOf(argument, limit));
    if (typeof result === "string") limit(result.length);
    return result;
  },
  text: () => "util",
};

const utilities = new Map<string, (text: string) => Value>([
  ["escapeJavaScript", escapeJavaScript],
  ["parseJson", parseLenientJson],
  ["urlEncode", urlEncode],
  ["urlDecode", urlDecode],
  ["base64Encode", (text) => Buffer.from(text, "utf8").toString("base64")],
  ["base64Decode", base64Decode],
]);

const javaScriptEscapes: Record<string, string> = { "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r" };

function escapeJavaScript(text: string): string {
  return text.replace(/['"\\/]|[^ -~]/g, (character) => {
    if (/['"\\/]/.test(character)) return `\\${character}`;
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return javaScriptEscapes[character] ?? `\\u${code}`;
  });
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function urlEncode(text: string): string {
  return encodeURIComponent(text.replace(loneSurrogate, "?"))
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function urlDecode(text: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) {
    throw new JavaException(`urlDecode: expected two hexadecimal digits after every %, got '${text}'`);
  }
  const bytes = text
    .replaceAll("+", " ")
    .split(/((?:%[0-9a-fA-F]{2})+)/)
    .map((part) => (part.startsWith("%") ? Buffer.from(part.replaceAll("%", ""), "hex").toString("utf8") : part));
  return bytes.join("");
}

function base64Decode(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new JavaException(`base64Decode: expected base64, got '${text.slice(0, 40)}'`);
  }
  return Buffer.from(text, "base64").toString("utf8");
}
