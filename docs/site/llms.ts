import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readLead, readTitle } from "./markdown.ts";
import type { SitePages } from "./stage.ts";

const sections: readonly (readonly [heading: string, folder: string])[] = [
  ["Start", ""],
  ["Guides", "guides/"],
  ["Concepts", "concepts/"],
  ["Packages", "packages/"],
  ["Examples", "examples/"],
  ["Errors", "errors/"],
  ["Reference", "reference/"],
  ["Decisions", "decisions/"],
];

const about = `# Wellsent

> An embeddable TypeScript SDK for consent-first e-mail and SMS marketing automation: contacts in
> isolated tenants, a consent ledger that proves every permission, segments, workflows and
> personalized MJML mail, inside your own application. It brings no server and no database.

ESM only, Node 22 and up. Start with \`wellsent({ … })\` of \`@wellsent/adapters/app\`. Every page is
Markdown at the address given here; all of them in one file: [llms-full.txt](/llms-full.txt).
`;

/** https://llmstxt.org: a list of all pages, each with its first sentence. */
function llmsText(pages: SitePages): string {
  const lists = sections.flatMap(([heading, folder]) => {
    const lines = pagesIn(pages, folder).map(([path, text]) => {
      const lead = readLead(text);
      return `- [${readTitle(text) ?? path}](/${path})${lead === "" ? "" : `: ${lead}`}`;
    });
    return lines.length === 0 ? [] : [`## ${heading}\n\n${lines.join("\n")}\n`];
  });
  return `${about}\n${lists.join("\n")}`;
}

/** All pages in one text, each under its address. */
function llmsFullText(pages: SitePages): string {
  const texts = sections.flatMap(([, folder]) =>
    pagesIn(pages, folder).map(
      ([path, text]) =>
        `<!-- /${path} -->\n\n${text.replace(/^---\n[\s\S]*?\n---\n/, "").trim()}\n`,
    ),
  );
  return `${about}\n${texts.join("\n")}`;
}

function pagesIn(pages: SitePages, folder: string): readonly (readonly [string, string])[] {
  const found = [...pages].filter(([path]) =>
    folder === "" ? !path.includes("/") : path.startsWith(folder),
  );
  // A folder's index comes before what it lists.
  return found.sort(([a], [b]) => Number(b.endsWith("index.md")) - Number(a.endsWith("index.md")));
}

/** Both files, and the Markdown of every page beside its HTML. */
export function writeForMachines(folder: string, pages: SitePages): void {
  writeFileSync(join(folder, "llms.txt"), llmsText(pages));
  writeFileSync(join(folder, "llms-full.txt"), llmsFullText(pages));
  for (const [path, text] of pages) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
