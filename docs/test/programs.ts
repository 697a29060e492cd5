/** Whether a page is one program: it says so in a comment that nobody sees. */
export function isProgram(page: string): boolean {
  return page.includes("<!-- program -->");
}

/**
 * Its `ts` blocks as one source, and its `text` blocks as what that prints. A block that takes
 * something as given stands for itself and is no part of it.
 */
export function programOf(page: string): { readonly source: string; readonly prints: string } {
  const blocks = [
    ...page.matchAll(/(<!-- given\n[\s\S]*?-->\n)?^```(ts|text)\n([\s\S]*?)^```$/gm),
  ].filter(([, given]) => given === undefined);
  const of = (wanted: string) =>
    blocks.flatMap(([, , language, body = ""]) => (language === wanted ? body : [])).join("");
  return { source: of("ts"), prints: of("text") };
}
