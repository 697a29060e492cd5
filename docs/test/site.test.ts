import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
