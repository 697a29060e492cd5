/**
 * The surroundings of the first difference, so that a failing comparison of two mails can be read.
 * Null when equal.
 */
export function firstDifference(
  ours: string,
  theirs: string,
): { ours: string; theirs: string } | null {
  if (ours === theirs) return null;
  let at = 0;
  while (ours[at] === theirs[at]) at++;
  const from = Math.max(0, at - 80);
  return { ours: ours.slice(from, at + 120), theirs: theirs.slice(from, at + 120) };
}

/** mj-carousel and mj-navbar draw random ids. */
export function blankIds(html: string): string {
  return html.replace(/\b[0-9a-f]{16}\b/g, "id");
}
