import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { resolveLink } from "./links.ts";
import { mapLinks } from "./markdown.ts";
import { inRepository, type Page, pagesFolder, readSource, relativeLink } from "./paths.ts";
import { root } from "./sources.ts";

/** Pages by their path on the site: `guides/first-mail.md`. */
export type SitePages = ReadonlyMap<string, string>;

/**
 * A page by hand as the site shows it: without what only the compiler of snippets reads, and with
 * links to pages of the site, or to the repository where the site has none.
 */
export function stagedText({ source, path }: Page, pages: readonly Page[]): string {
  const text = readSource(source).replace(/^<!-- (?:given\n[\s\S]*?|program )-->\n/gm, "");
  return mapLinks(text, (link) => {
    if (link.startsWith("/")) return link;
    const { target, anchor } = resolveLink(source, link);
    const hash = anchor === "" ? "" : `#${anchor}`;
    if (target === source) return hash;
    const page = pages.find((each) => each.source === target);
    if (page !== undefined) return `${relativeLink(path, page.path)}${hash}`;
    const generated = /^docs\/((?:reference|errors)\/.+)$/.exec(target)?.[1];
    if (generated !== undefined) return `${relativeLink(path, generated)}${hash}`;
    return `${inRepository(target, statSync(join(root, target)).isDirectory())}${hash}`;
  });
}

/** Puts all pages where VitePress finds them. */
export function writePages(pages: SitePages): void {
  rmSync(pagesFolder, { recursive: true, force: true });
  for (const [path, text] of pages) {
    const file = join(pagesFolder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
