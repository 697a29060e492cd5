import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findLinks, readTitle } from "./markdown.ts";
import { pagesFolder } from "./paths.ts";

/** A line of the sidebar, as VitePress takes it. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly items?: SidebarItem[];
  readonly collapsed?: boolean;
}

/** The sidebar, from the pages that are there. */
export function sidebar(): SidebarItem[] {
  const start = ["overview", "contributing", "security"].filter((name) =>
    existsSync(join(pagesFolder, `${name}.md`)),
  );
  return [
    {
      text: "Start",
      items: [
        { text: "Welcome", link: "/" },
        ...start.map((name) => ({ text: capital(name), link: `/${name}` })),
      ],
    },
    section("Guides", "guides"),
    section("Concepts", "concepts"),
    section("Packages", "packages"),
    section("Examples", "examples"),
    { text: "Errors", collapsed: true, items: itemsIn("errors") },
    { text: "Reference", collapsed: true, items: itemsIn("reference") },
    section("Decisions", "decisions"),
    section("Changes", "changelog"),
  ].filter(({ items = [] }) => items.length > 0);
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function section(text: string, folder: string): SidebarItem {
  return { text, collapsed: false, items: itemsIn(folder) };
}

/** The folder's index says in which order; what it leaves out follows by name. */
function itemsIn(folder: string): SidebarItem[] {
  const files = globSync(`${folder}/**/*.md`, { cwd: pagesFolder })
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
  const index = `${folder}/index.md`;
  const listed = files.includes(index)
    ? findLinks(read(index)).map(({ target }) => `${folder}/${target.replace(/^\.\//, "")}`)
    : [];
  const rank = (file: string): number => {
    if (file === index) return -1;
    const found = listed.findIndex((link) => link.split("#")[0] === file);
    return found < 0 ? listed.length : found;
  };
  return files.sort((a, b) => rank(a) - rank(b)).map(createItem);
}

function createItem(file: string): SidebarItem {
  const link = `/${file.replace(/(?:^|(?<=\/))index\.md$|\.md$/, "")}`;
  return { text: (readTitle(read(file)) ?? file).replace(/^@wellsent\/(?=.)/, ""), link };
}

function read(file: string): string {
  return readFileSync(join(pagesFolder, file), "utf8");
}
