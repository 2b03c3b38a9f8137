/** Bytes for a person to look at: as text where they are UTF-8 without control characters, else as base64. */
export function textOrBase64(data: Buffer): { data: string } | { dataBase64: string } {
  const text = data.toString("utf8");
  return isText(text, data) ? { data: text } : { dataBase64: data.toString("base64") };
}

function isText(text: string, data: Buffer): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what makes it no text
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text) && Buffer.from(text).equals(data);
}
