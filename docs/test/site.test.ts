import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answerGroups, answerPageText } from "../site/answers.ts";
import { type CatalogEntry, errorCatalog, reasonCatalog } from "../site/error-pages.ts";
import { errorSites } from "../site/error-sites.ts";
import { deadLinks } from "../site/links.ts";
import { createSlug, findAnchors, findLinks, mapLinks } from "../site/markdown.ts";
import { engineRemedies, meanings, remedies } from "../site/remedies.ts";
import { openSources, root } from "../site/sources.ts";

const sources = openSources();
const sites = errorSites(sources);
const catalog = errorCatalog(sources);
const reasons = reasonCatalog(sources);
const known = new Set(catalog.map(({ code }) => code));

function sourceFiles(): readonly string[] {
  return globSync("packages/*/src/**/*.ts", { cwd: root }).filter(
    (file) => !file.endsWith("-cases.ts"),
  );
}

describe("catalogue of errors", () => {
  it("has each code that stands right behind the name of an error's class", () => {
    const thrown = sourceFiles().flatMap((file) =>
      [
        ...readFileSync(join(root, file), "utf8").matchAll(
          /new (?:Input|Definition|Store|Adapter|Template)Error\(\s*"([A-Z0-9_]+)"/g,
        ),
      ].map(([, code = ""]) => code),
    );
    expect(thrown.length).toBeGreaterThan(100);
    expect(thrown.filter((code) => !known.has(code))).toEqual([]);
  });

  it("has each code that a docstring promises to throw", () => {
    const promised = sourceFiles().flatMap((file) =>
      [
        ...readFileSync(join(root, file), "utf8").matchAll(/@throws([\s\S]*?)(?:\* @|\*\/)/g),
      ].flatMap(([, text = ""]) =>
        [
          ...text.matchAll(/`((?:INPUT|DEFINITION|STORE|ADAPTER|TEMPLATE|TRANSPORT)_[A-Z0-9_]+)`/g),
        ].map(([, code = ""]) => code),
      ),
    );
    expect(promised.length).toBeGreaterThan(50);
    expect([...new Set(promised)].filter((code) => !known.has(code))).toEqual([]);
  });

  it("explains no code that is gone", () => {
    const explained = [...Object.keys(meanings), ...Object.keys(remedies)];
    expect(explained.filter((code) => !known.has(code))).toEqual([]);
    const engine = new Set(reasons.engine.map(({ code }) => code));
    expect(Object.keys(engineRemedies).filter((code) => !engine.has(code))).toEqual([]);
  });

  it("says of each code what it means and what to do", () => {
    const silent = (of: (entry: CatalogEntry) => readonly string[]): readonly string[] =>
      catalog.filter((entry) => of(entry).length === 0).map(({ code }) => code);
    expect(silent(({ messages }) => messages)).toEqual([]);
    expect(silent((entry) => entry.remedies)).toEqual([]);
    expect(silent(({ places }) => places.map(({ file }) => file))).toEqual([]);
  });

  it("adds nothing to what the sources say themselves", () => {
    const said = new Set(
      sites.flatMap(({ code, remedies: own }) => (own.some((text) => text !== "…") ? [code] : [])),
    );
    expect(Object.keys(remedies).filter((code) => said.has(code))).toEqual([]);
  });

  it("has the reasons of decisions with their remedies", () => {
    const of = (code: string) => reasons.gate.find((entry) => entry.code === code);
    expect(of("NO_CONSENT")).toEqual({
      code: "NO_CONSENT",
      meaning: "There is no consent.",
      remedy: "Ask the person, and record their answer.",
    });
    expect(of("WITHDRAWN")?.remedy).toContain("ask again");
    expect(reasons.engine.map(({ code }) => code)).toContain("FREQUENCY_CAP");
  });
});

/** Where codes are made that callers see as values. Findings of imports and lints stand in guides. */
const answering = [
  ...["engine", "workflows", "campaigns", "series", "store-kit", "explain"].map(
    (room) => `packages/core/src/${room}/`,
  ),
  ...["gate", "opt-in", "tokens"].map((room) => `packages/consent/src/${room}/`),
  "packages/adapters/src/webhooks/",
];

/** Written like codes, and none that an answer has. */
const others = new Set([
  // An obligation of a decision.
  "KEEP_LAST_OPEN_DAY_ONLY",
  // A fault of an address, which the check of a sender lets pass.
  "EMAIL_DOMAIN_NOT_PUBLIC",
]);

describe("catalogue of answers", () => {
  const told = new Set(answerGroups.flatMap(({ codes }) => Object.keys(codes)));
  const explained = new Set([
    ...told,
    ...known,
    ...[...reasons.gate, ...reasons.engine].map(({ code }) => code),
  ]);
  const texts = sourceFiles()
    .map((file) => file.replaceAll("\\", "/"))
    .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
  const literals = (text: string) =>
    [...text.replace(/^ *\*.*$/gm, "").matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g)].map(
      ([, code = ""]) => code,
    );

  it("has each code that a caller can see as a value", () => {
    const made = texts
      .filter(({ file }) => answering.some((room) => file.startsWith(room)))
      .flatMap(({ text }) => literals(text))
      .filter((code) => !others.has(code));
    expect(made.length).toBeGreaterThan(300);
    const silent = made.filter(
      (code) => !explained.has(code) && !explained.has(`DEFINITION_${code}`),
    );
    expect([...new Set(silent)]).toEqual([]);
  });

  it("explains no code that is gone, and none twice", () => {
    const all = new Set(texts.flatMap(({ text }) => literals(text)));
    expect([...told].filter((code) => !all.has(code))).toEqual([]);
    const listed = answerGroups.flatMap(({ codes }) => Object.keys(codes));
    expect(listed).toHaveLength(told.size);
  });

  it("says of each what it means and what to do", () => {
    const page = answerPageText();
    for (const { codes } of answerGroups)
      for (const [code, [meaning, remedy]] of Object.entries(codes)) {
        expect(page).toContain(`### ${code} {#${code}}\n\n${meaning}\n\n**To do:** ${remedy}`);
        expect(
          [meaning, remedy].every((text) => /^[A-Z].+\.$/.test(text)),
          code,
        ).toBe(true);
      }
  });
});

describe("links of the pages", () => {
  it("lead somewhere, headings included", () => {
    expect(deadLinks()).toEqual([]);
  });

  it("are found outside of code, and rewritten there alone", () => {
    const text = "[a](b.md#c) `[x](y)`\n```\n[in](code.md)\n```\n[out](https://a.example)";
    expect(findLinks(text)).toEqual([{ target: "b.md#c", line: 1 }]);
    expect(mapLinks(text, (link) => `/${link}`)).toBe(text.replace("(b.md#c)", "(/b.md#c)"));
  });

  it("have the anchors that GitHub gives headings", () => {
    expect(createSlug("What `SMTP` can't say: a list")).toBe("what-smtp-cant-say-a-list");
    const anchors = findAnchors(
      "# One\n## Two things\n## Two things\n```\n# no\n```\n### X {#own}",
    );
    expect([...anchors]).toEqual(["one", "two-things", "two-things-1", "own"]);
  });
});
