import type { EntryNames, Kind, Member, PublicName } from "./declarations.ts";
import type { DocText } from "./doc-text.ts";
import { formatMembers, formatSignatures } from "./format-signatures.ts";
import { relativeLink } from "./paths.ts";

const headings: readonly (readonly [Kind, string])[] = [
  ["function", "Functions"],
  ["class", "Classes"],
  ["constant", "Constants"],
  ["interface", "Interfaces"],
  ["type", "Types"],
];

/** Where the site explains a name or a code: `reference/core.md#createEngine`. */
export interface Places {
  readonly names: ReadonlyMap<string, string>;
  readonly codes: ReadonlyMap<string, string>;
}

/**
 * The entry that explains a name that several entries of a package give out: the first that has it.
 * The value is the page with the anchor.
 */
export function placesOfNames(all: readonly EntryNames[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { entry, names } of all) {
    for (const { name, members } of names) {
      const place = `${entry.page}#${name}`;
      if (!places.has(name)) places.set(name, place);
      for (const member of members) {
        const own = `${name}.${member.name}`;
        if (!places.has(own)) places.set(own, `${entry.page}#${name}-${member.name}`);
      }
    }
  }
  return places;
}

/** One page for each entry, by its path. */
export function referencePages(
  all: readonly EntryNames[],
  places: Places,
): ReadonlyMap<string, string> {
  const names = all.flatMap((each) => each.names);
  const texts = formatSignatures(names.map(({ signature }) => signature));
  const signatures = new Map(names.map((each, index) => [each, texts[index] ?? ""]));
  const members = names.flatMap((each) => each.members);
  const memberTexts = formatMembers(members.map(({ signature }) => signature));
  const memberSignatures = new Map(members.map((each, index) => [each, memberTexts[index] ?? ""]));
  const print = { places, signatures, members: memberSignatures };
  return new Map([
    ["reference/index.md", indexPage(all)],
    ...all.map((each) => [each.entry.page, entryPage(each, print)] as const),
  ]);
}

interface Print {
  readonly places: Places;
  readonly signatures: ReadonlyMap<PublicName, string>;
  readonly members: ReadonlyMap<Member, string>;
}

function indexPage(all: readonly EntryNames[]): string {
  const packages = [...new Set(all.map(({ entry }) => entry.workspace))];
  const tables = packages.map((workspace) => {
    const rows = all
      .filter(({ entry }) => entry.workspace === workspace)
      .map(({ entry, names }) => {
        const verbs = names.filter(({ kind }) => kind === "function").map(({ name }) => name);
        const shown = verbs
          .slice(0, 6)
          .map((name) => `\`${name}\``)
          .join(", ");
        const more = verbs.length > 6 ? " …" : "";
        const link = relativeLink("reference/index.md", entry.page);
        return `| [\`${entry.name}\`](${link}) | ${names.length} | ${shown}${more} |`;
      });
    return `## ${workspace}\n\n| entry | names | functions |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `# API reference\n\nEvery public name of every entry, read from the declarations.\n\n${tables.join("\n")}`;
}

function entryPage({ entry, names }: EntryNames, print: Print): string {
  const isHome = ({ name }: PublicName): boolean =>
    print.places.names.get(name) === `${entry.page}#${name}`;
  const elsewhere = names.filter((each) => !isHome(each));
  const sections = headings.flatMap(([kind, heading]) => {
    const found = names.filter((each) => each.kind === kind && isHome(each));
    if (found.length === 0) return [];
    return [`## ${heading}\n`, ...found.map((each) => nameText(each, entry.page, print))];
  });
  const also =
    elsewhere.length === 0
      ? ""
      : `## Also here\n\n${elsewhere
          .map(({ name }) => linked(`\`${name}\``, print.places.names.get(name), entry.page))
          .join(" · ")}\n`;
  const values = names.filter(({ kind }) => kind !== "interface" && kind !== "type");
  // A verb says more of an entry than its first class; one with an example says most.
  const verbs = values.filter(({ kind }) => kind === "function");
  const shownIn = verbs.find(({ doc }) => doc.examples.length > 0);
  const sample = (shownIn ?? verbs[0] ?? values[0])?.name;
  const shown = sample === undefined ? `import type { … }` : `import { ${sample} }`;
  const head = `# ${entry.name}\n\n\`\`\`ts\n${shown} from "${entry.name}";\n\`\`\`\n`;
  return [head, ...sections, also].join("\n");
}

function nameText(each: PublicName, page: string, print: Print): string {
  const signature = print.signatures.get(each) ?? "";
  const shown = each.members.length > 0 ? signature.replace(/\{\}$/, "{ … }") : signature;
  const members = each.members.map((member) => {
    const text = print.members.get(member) ?? "";
    return `#### ${each.name}.${member.name} {#${each.name}-${member.name}}\n\n${body(member.doc, text, page, print)}`;
  });
  return `### ${each.name} {#${each.name}}\n\n${body(each.doc, shown, page, print)}${members.join("\n")}`;
}

function body(doc: DocText, signature: string, page: string, print: Print): string {
  const text = (raw: string): string => docMarkdown(raw, page, print.places);
  const parts = [
    `\`\`\`ts\n${signature}\n\`\`\``,
    text(doc.text),
    ...doc.examples.map((example) => `Example:\n\n\`\`\`ts\n${example}\n\`\`\``),
    ...doc.throws.map((what) => `Throws ${text(what)}`),
    ...doc.notes.map((note) => `*${note.tag}*: ${text(note.text)}`),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A docstring as Markdown: its links lead to the reference, its codes to the catalogue. */
function docMarkdown(raw: string, page: string, { names, codes }: Places): string {
  return raw
    .replace(/\{@link(?:code|plain)? ([\w.]+)(?:\(\))?(?:[ |]+([^}]+))?\}/g, (_, name, shown) =>
      linked(shown ?? `\`${name}\``, names.get(name), page),
    )
    .replace(/(?<!\[)`([A-Z]+(?:_[A-Z0-9]+)+)`/g, (whole, code) =>
      linked(whole, codes.get(code), page),
    );
}

function linked(text: string, place: string | undefined, page: string): string {
  if (place === undefined) return text;
  const [path = "", anchor = ""] = place.split("#");
  return `[${text}](${path === page ? "" : relativeLink(page, path)}#${anchor})`;
}
