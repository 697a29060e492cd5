import { definitionFindings } from "./definition-findings.ts";
import { type ErrorSite, errorSites } from "./error-sites.ts";
import { groupBy } from "./group-by.ts";
import { inRepository } from "./paths.ts";
import { engineRemedies, meanings, remedies } from "./remedies.ts";
import { textTable } from "./source-texts.ts";
import { root, type Sources } from "./sources.ts";

export const errorPage = "errors/index.md";
export const decisionPage = "errors/decisions.md";

/** A code with all that the sources say of it. */
export interface CatalogEntry {
  readonly code: string;
  readonly errorClass: string;
  readonly messages: readonly string[];
  readonly remedies: readonly string[];
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

/** Every code once, in the order of the alphabet. */
export function errorCatalog(sources: Sources): readonly CatalogEntry[] {
  const thrown = errorSites(sources);
  const codes = new Set(thrown.map(({ code }) => code));
  const found = definitionFindings(sources).filter(({ code }) => codes.has(code));
  const byCode = groupBy([...thrown, ...found], ({ code }) => code);
  return [...byCode]
    .map(([code, all]) => ({
      code,
      errorClass: all[0]?.errorClass ?? "",
      messages: listMessages(code, all),
      remedies: listRemedies(code, all),
      places: all.map(({ file, line }) => ({ file, line })),
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function listMessages(code: string, sites: readonly ErrorSite[]): readonly string[] {
  const said = [...new Set(sites.flatMap(({ messages }) => messages))].filter(isTelling);
  return said.length > 0 ? said : [meanings[code] ?? []].flat();
}

function listRemedies(code: string, sites: readonly ErrorSite[]): readonly string[] {
  const said = [...new Set(sites.flatMap((site) => site.remedies))].filter(isTelling);
  return said.length > 0 ? said : [remedies[code] ?? []].flat();
}

function isTelling(text: string): boolean {
  return /\p{L}{3}/u.test(text);
}

/** What a class of errors is about. */
const classes: Readonly<Record<string, string>> = {
  InputError: "A value from outside was refused. Nothing of it was written.",
  DefinitionError: "A schema, segment, workflow or other definition cannot mean anything.",
  TemplateError: "A template cannot be compiled, or a compiled program cannot be loaded.",
  StoreError: "The store could not do what was asked.",
  TransportError: "A message was not handed over; `kind`, `scope` and `retry` say what that means.",
  AdapterError: "An adapter broke its port's contract, or lacks what the call needs.",
};

export function errorPageText(catalog: readonly CatalogEntry[]): string {
  const sections = Object.entries(classes).map(([name, about]) => {
    const found = catalog.filter(({ errorClass }) => errorClass === name);
    return `## ${name}\n\n${about}\n\n${found.map(entryText).join("\n")}`;
  });
  return `# Errors

Everything Wellsent throws is a \`WellsentError\`: branch on \`code\`, which stays the same across
releases; show \`message\` and \`remedy\` to people; \`path\` says where in the input the fault is. None
of them holds personal data. An ellipsis stands for what differs from case to case.

What may be sent and what not is no error: see [Decisions](./decisions.md). Other outcomes are values:
see [Answers](./answers.md).

\`\`\`ts
import { WellsentError } from "@wellsent/core/errors";

try {
  await acme.identify({ email: "ann at mail.example" });
} catch (error) {
  if (!WellsentError.isInstance(error)) throw error;
  console.error(error.code, error.path, error.remedy);
}
\`\`\`

${sections.join("\n")}`;
}

function entryText({ code, messages, remedies: toDo, places }: CatalogEntry): string {
  const files = [...new Map(places.map((place) => [place.file, place])).values()];
  const thrown = files.map(({ file, line }) => {
    const [, workspace = "", , ...path] = file.split("/");
    return `[${workspace}/${path.join("/")}](${inRepository(file, false)}#L${line})`;
  });
  const parts = [
    `### ${code} {#${code}}`,
    ...messages.map((text) => `> ${escaped(text)}`),
    ...toDo.map((text) => `**To do:** ${escaped(text)}`),
    `Thrown in ${thrown.join(", ")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A reason for sending or not sending. */
interface ReasonEntry {
  readonly code: string;
  readonly meaning: string;
  readonly remedy: string | undefined;
}

/** Reasons of the consent gate, and of the engine's own policy. */
export interface Reasons {
  readonly gate: readonly ReasonEntry[];
  readonly engine: readonly ReasonEntry[];
}

export function reasonCatalog({ program }: Sources): Reasons {
  const table = (file: string, name: string): Map<string, string> =>
    textTable(program.getSourceFile(`${root}/packages/${file}`), name);
  const gate = table("consent/src/decide/explain.ts", "sentences");
  const toDo = table("consent/src/decide/remedies.ts", "remedies");
  const engine = table("core/src/explain/reason-words.ts", "words");
  return {
    gate: [...gate].map(([code, meaning]) => ({ code, meaning, remedy: toDo.get(code) })),
    engine: [...engine]
      .filter(([code]) => !gate.has(code))
      .map(([code, words]) => ({
        code,
        meaning: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
        remedy: engineRemedies[code],
      })),
  };
}

export function decisionPageText({ gate, engine }: Reasons): string {
  const rows = (entries: readonly ReasonEntry[]): string =>
    entries
      .map(({ code, meaning, remedy }) => `### ${code} {#${code}}\n\n${meaning}\n${toDo(remedy)}`)
      .join("\n");
  return `# Decisions

A decision carries every reason that counted, each with a stable \`code\`, the rule that speaks (the
law's article, or the policy) and what would change it. \`explainDecision\` puts them into words, and
\`remedyFor\` gives the last part alone.

\`\`\`ts
import { explainDecision } from "@wellsent/consent";

const decision = await acme.decide(ann, { purpose: "marketing.news" });
console.log(decision.allowed, decision.reasons.map(({ code }) => code));
console.log(explainDecision(decision));
\`\`\`

## Reasons of the gate

What the law and the person's own word say. Without a remedy there is nothing that a tenant can do.

${rows(gate)}
## Reasons of the engine

What became of a message for other reasons than permission.

${rows(engine)}`;
}

function toDo(remedy: string | undefined): string {
  return remedy === undefined ? "" : `\n**To do:** ${escaped(remedy)}\n`;
}

/** Words of an error as Markdown: they may quote tags, and fields in double braces. */
function escaped(text: string): string {
  return text.replace(/[\\*_<>[\]]/g, (mark) => `\\${mark}`).trim();
}
