/** A link of a Markdown text, and where it stands in it. */
export interface MarkdownLink {
  /** As written: `../guides/keys.md#one-run`. */
  readonly target: string;
  readonly line: number;
}

/** The id that a heading gets here, on GitHub and on the site alike. */
export function createSlug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** What a Markdown text shows apart from its code blocks, line for line. */
function prose(text: string): readonly string[] {
  let fence: string | null = null;
  return text.split("\n").map((line) => {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      return "";
    }
    if (mark === undefined) return line;
    fence = mark;
    return "";
  });
}

const linkPattern = /(\]\()([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)(\))/g;

/** Links to elsewhere in the project; those to other places of the web are left out. */
export function findLinks(text: string): readonly MarkdownLink[] {
  return prose(text).flatMap((line, index) =>
    [...withoutCode(line).matchAll(linkPattern)]
      .map(([, , target = ""]) => ({ target, line: index + 1 }))
      .filter(({ target }) => !isOutside(target)),
  );
}

/** Rewrites every link that {@link findLinks} finds. */
export function mapLinks(text: string, change: (target: string) => string): string {
  const shown = prose(text);
  return text
    .split("\n")
    .map((line, index) => {
      if (shown[index] === "") return line;
      let done = 0;
      let changed = "";
      for (const { 1: open = "", 2: target = "", index: at } of withoutCode(line).matchAll(
        linkPattern,
      )) {
        if (isOutside(target)) continue;
        changed += `${line.slice(done, at)}${open}${change(target)}`;
        done = at + open.length + target.length;
      }
      return changed + line.slice(done);
    })
    .join("\n");
}

/** The same line, just as long, with nothing in its code spans that could be a link. */
function withoutCode(line: string): string {
  return line.replace(/`[^`]*`/g, (code) => "`".repeat(code.length));
}

function isOutside(target: string): boolean {
  return /^[a-z]+:/.test(target);
}

/** The ids of a text's headings; a heading that stands there twice gets a number. */
export function findAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of prose(text)) {
    const [, heading] = /^#{1,6} +(.*?)(?: +#+)?$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const [, own] = /\{#([^}]+)\}$/.exec(heading) ?? [];
    const slug = own ?? createSlug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let free = slug;
    for (let count = 1; anchors.has(free); count += 1) free = `${slug}-${count}`;
    anchors.add(free);
  }
  return anchors;
}

/** The title of a page: of its front matter, or else its first heading. */
export function readTitle(text: string): string | undefined {
  const [, title] = /^---\n(?:.*\n)*?title: +(.+)$/m.exec(text) ?? /^# +(.+)$/m.exec(text) ?? [];
  return title?.replaceAll("`", "");
}

/** The first paragraph, as one line. */
export function readLead(text: string): string {
  const [lead = ""] = text
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => /^[\p{L}\p{N}*`[“"]/u.test(part) && !part.startsWith("```"));
  const line = lead.replace(/\s+/g, " ").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return /^.*?[.!?](?= |$)/.exec(line)?.[0] ?? line;
}
