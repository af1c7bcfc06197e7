/** Halves of characters that have lost their other half become blanks, so that every place in the text stays where it is. */
export function withoutHalves(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, ' ');
}
