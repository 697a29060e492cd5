import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { findAnchors, findLinks } from "./markdown.ts";
import { markdownFiles, readSource } from "./paths.ts";
import { root } from "./sources.ts";

/** A link that leads nowhere. */
export interface DeadLink {
  readonly file: string;
  readonly line: number;
  readonly target: string;
}

/** Pages that the build makes: pages by hand link to them as if they stood in `docs`. */
const generated = /^docs\/(?:reference|errors)\//;

/**
 * Links of every Markdown file of the project whose file does not exist, or has no such heading.
 * Those to generated pages are checked on the built site.
 */
export function deadLinks(): readonly DeadLink[] {
  return markdownFiles().flatMap((file) =>
    findLinks(readSource(file)).flatMap(({ target, line }) =>
      leadsSomewhere(file, target) ? [] : [{ file, line, target }],
    ),
  );
}

function leadsSomewhere(file: string, link: string): boolean {
  // An address on the site itself, such as that of llms.txt.
  if (link.startsWith("/")) return true;
  const { target, anchor } = resolveLink(file, link);
  if (generated.test(target)) return true;
  if (target.startsWith("..") || !existsSync(join(root, target))) return false;
  if (anchor === "" || !target.endsWith(".md")) return true;
  return findAnchors(readSource(target)).has(anchor);
}

/** A link as a path in the project. */
export function resolveLink(
  file: string,
  link: string,
): { readonly target: string; readonly anchor: string } {
  const [path = "", anchor = ""] = link.split("#");
  const plain = decodeURIComponent(path);
  if (plain === "") return { target: file, anchor };
  const target = posix.join(posix.dirname(file), plain).replace(/\/$/, "");
  return { target, anchor: decodeURIComponent(anchor) };
}
