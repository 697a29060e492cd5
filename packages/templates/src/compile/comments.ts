/**
 * Replaces every HTML comment. By searching, as a lazy expression takes time quadratic in the
 * number of comments that are never closed; such a one is left as it is.
 */
export function mapComments(text: string, change: (comment: string) => string): string {
  let out = "";
  let at = 0;
  for (let from = text.indexOf("<!--"); from >= 0; from = text.indexOf("<!--", at)) {
    const end = text.indexOf("-->", from + 4);
    if (end < 0) break;
    out += text.slice(at, from) + change(text.slice(from, end + 3));
    at = end + 3;
  }
  return out + text.slice(at);
}
