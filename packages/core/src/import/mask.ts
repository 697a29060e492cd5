/**
 * A value as a report may show it: enough to find the cell, not enough to know the person.
 * `a***@e***.org`
 */
export function maskText(text: string): string {
  const at = text.lastIndexOf("@");
  if (at > 0) {
    const domain = text.slice(at + 1);
    const ending = /\.[a-z]{2,6}$/i.exec(domain)?.[0] ?? "";
    return `${maskText(text.slice(0, at))}@${maskText(domain.slice(0, domain.length - ending.length))}${ending}`;
  }
  const visible = text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  const [first = ""] = visible;
  return visible === "" ? "" : `${first}***`;
}
