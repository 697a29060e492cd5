import type { TrackedLink } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  renderBuffer,
  renderBytes,
  renderedBytes,
  renderedLinks,
  renderOwned,
} from "../../src/bytes.js";
import { loadProgram, type RenderInput, render } from "../../src/index.js";
import { renderJson } from "../../src/message.js";
import { Escape } from "../../src/program/index.js";
import { assemble, type Piece, part, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

const item = { path: ["url"], scope: 1, field: 1 };
function own(index: number, query: string | null) {
  return {
    ...{ index, name: null, target: null, query, tracked: true },
    url: part([{ value: item, escape: Escape.plainUrlStart }]),
  };
}
const fixed = {
  index: 1,
  name: null,
  target: "https://shop.example/",
  url: null,
  query: null,
  tracked: true,
};

/**
 * `(2|URL)` for link 2, shown to those items that say so: the parts of a mail need not show the
 * same.
 */
function shown(index: number, flag: string, start: number): Piece {
  const body: readonly Piece[] = [
    index === 1 ? "https://shop.example/" : { value: item, escape: start },
  ];
  return { when: { path: [flag], scope: 1 }, shows: [`(${index}|`, { link: index, body }, ")"] };
}
function list(flags: readonly string[], start: number): Piece {
  return {
    each: { path: ["items"], field: 0 },
    scope: 1,
    body: flags.map((flag, index) => shown(index, flag, start)),
  };
}
const program = loadProgram(
  assemble({
    fields: [use("items", { type: "list" }), use("items.url", { type: "url" })],
    links: [own(0, null), fixed, own(2, "utm_source=mail"), own(3, null)],
    html: ["<p>", list(["a", "b", "c", "d"], Escape.urlStart), "</p>"],
    text: [list(["e", "f", "g", "h"], Escape.plainUrlStart)],
  }),
);

const flags = Object.fromEntries(
  ["a", "b", "c", "d", "e", "f", "g", "h"].map((flag) => [flag, fc.boolean()]),
);
const items = fc.array(
  fc.record({
    ...flags,
    url: fc.constantFrom(
      "https://a.example/",
      "https://b.example/?x=1&y=2#z",
      "/c",
      "mailto:d@e.example",
    ),
  }),
  { maxLength: 12 },
);

/** Every link shown: which of the template's it is, and what stands there. */
function shownIn(written: string): readonly (readonly [link: number, href: string])[] {
  return [...written.matchAll(/\((\d)\|([^)]*)\)/g)].map(([, link, href = ""]) => [
    Number(link),
    href.replaceAll("&amp;", "&"),
  ]);
}

function followed(written: string, links: readonly TrackedLink[], clickBase: string) {
  return shownIn(written).map(([link, href]) => {
    if (!href.startsWith(clickBase)) return [link, href];
    const found = links.find(({ position }) => String(position) === href.slice(clickBase.length));
    return [found?.link, found?.target];
  });
}

/** Every way to render, as parts with the links that came with them. */
function ways(input: RenderInput) {
  const strings = render(program, input);
  const owned = renderOwned(program, input);
  const json = renderJson(program, input);
  const buffer = renderBuffer(16);
  if (!strings.rendered || !owned.rendered || !json.rendered) throw new Error("not rendered");
  if (!renderBytes(program, input, buffer)) throw new Error("not rendered");
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const told: { readonly html: string; readonly text: string } = JSON.parse(decode(json.json));
  return [
    { html: strings.html, text: strings.text, links: strings.links ?? [] },
    { html: decode(owned.html), text: decode(owned.text), links: owned.links },
    { html: told.html, text: told.text, links: json.links },
    {
      html: decode(renderedBytes(buffer, "html")),
      text: decode(renderedBytes(buffer, "text")),
      links: renderedLinks(buffer),
    },
  ];
}

describe("links of the recipient's own", () => {
  it("lead, each by the template's own link, where the untracked mail does, whatever its parts show", () => {
    fc.assert(
      fc.property(items, (given) => {
        const untracked = ways(recipient({ items: given }));
        const input = recipient({ items: given }, { tracking: { opens: false, clicks: true } });
        for (const [way, { html, text, links }] of ways(input).entries()) {
          const plain = untracked[way];
          expect(followed(html, links, input.links.clickBase)).toEqual(shownIn(plain?.html ?? ""));
          expect(followed(text, links, input.links.clickBase)).toEqual(shownIn(plain?.text ?? ""));
          expect(plain?.links).toEqual([]);
          const tracked = shownIn(html + text).filter(([, href]) => /^https:/.test(href));
          expect(tracked.every(([, href]) => href.startsWith(input.links.clickBase))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of a mail whose HTML and text show the same have one position each", () => {
    const all = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f", "g", "h"].map((flag) => [flag, true]),
    );
    const given = ["https://a.example/", "https://b.example/", "https://a.example/"].map((url) => ({
      ...all,
      url,
    }));
    const [strings] = ways(
      recipient({ items: given }, { tracking: { opens: false, clicks: true } }),
    );
    expect(shownIn(strings?.text ?? "")).toEqual(shownIn(strings?.html ?? ""));
    expect(strings?.links.map(({ position, link }) => [position, link])).toEqual([
      [1, 1],
      ...[0, 2, 3, 0, 2, 3, 0, 2, 3].map((link, index) => [4 + index, link]),
    ]);
  });
});
