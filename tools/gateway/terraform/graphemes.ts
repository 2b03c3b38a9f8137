/** Made at first use: that takes as long as reading a stack. */
let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as a reader sees them, which is how Terraform counts. */
export function graphemes(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- ASCII needs no segmentation
  if (/^[\x00-\x0c\x0e-\x7f]*$/.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
