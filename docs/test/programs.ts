/** Whether a page is one program: it says so in a comment that nobody sees. */
export function isProgram(page: string): boolean {
  return page.includes("<!-- program -->");
}

/**
 * Its `ts` blocks as one source, and its `text` blocks as what that prints. A block that takes
 * something as given stands for itself and is no part of it.
 */
export function readProgram(page: string): { readonly source: string; readonly prints: string } {
  const blocks = [
    ...page.matchAll(/(<!-- given\n[\s\S]*?-->\n)?^```(ts|text)\n([\s\S]*?)^```$/gm),
  ].filter(([, given]) => given === undefined);
  const of = (wanted: string) =>
    blocks.flatMap(([, , language, body = ""]) => (language === wanted ? body : [])).join("");
  return { source: of("ts"), prints: of("text") };
}

/**
 * What is printed, with `…` for what differs from run to run or is left out: within a line for the
 * characters there, as a line of its own for any number of lines.
 */
export function printing(prints: string): RegExp {
  const lines = prints
    .trim()
    .split("\n")
    .map((line) => {
      const exact = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return line.trim() === "…" ? "(?:.*\\n)*?" : `${line.split("…").map(exact).join(".*")}\\n`;
    });
  return new RegExp(`^${lines.join("")}$`);
}
