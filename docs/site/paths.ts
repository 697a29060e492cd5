import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { root } from "./sources.ts";

/** What the build leaves behind, none of it in git. */
export const pagesFolder = join(root, "docs", "build", "pages");
export const siteFolder = join(root, "docs", "build", "site");

const repository = "https://github.com/wellsent/wellsent";

/** A Markdown file of the project, and the page that the site makes of it. */
export interface Page {
  /** In the project: `docs/guides/first-mail.md`. */
  readonly source: string;
  /** On the site: `guides/first-mail.md`. */
  readonly path: string;
}

/** Where a file of the project stands on the site; `null`: it has no page. */
function pagePath(source: string): string | null {
  const special: Readonly<Record<string, string>> = {
    "README.md": "overview.md",
    "docs/README.md": "guides/index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
  };
  if (Object.hasOwn(special, source)) return special[source] ?? null;
  const [, workspace, file] = /^packages\/([^/]+)\/(README|CHANGELOG)\.md$/.exec(source) ?? [];
  if (workspace !== undefined)
    return file === "README" ? `packages/${workspace}.md` : `changelog/${workspace}.md`;
  const [, example] = /^examples\/(?:([^/]+)\/)?README\.md$/.exec(source) ?? [];
  if (source.startsWith("examples/")) return `examples/${example ?? "index"}.md`;
  if (!source.startsWith("docs/")) return null;
  return source.replace(/^docs\//, "").replace(/(^|\/)README\.md$/, "$1index.md");
}

/** Every Markdown file of the project that is written by hand. */
export function markdownFiles(): readonly string[] {
  return globSync(["*.md", "docs/**/*.md", "{packages,examples,bench}/**/*.md"], { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/(^|\/)(?:node_modules|build|dist|test)\//.test(file))
    .sort();
}

/** The pages that are written by hand. */
export function writtenPages(): readonly Page[] {
  return markdownFiles().flatMap((source) => {
    const path = pagePath(source);
    return path === null ? [] : [{ source, path }];
  });
}

/** A file or folder as it stands in the repository. */
export function inRepository(path: string, folder: boolean): string {
  return `${repository}/${folder ? "tree" : "blob"}/main/${path}`;
}

export function relativeLink(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

export function readSource(source: string): string {
  return readFileSync(join(root, source), "utf8");
}
