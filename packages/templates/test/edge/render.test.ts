import { describe, expect, it } from "vitest";
import { loadProgram, render, templateRenderer } from "../../src/index.js";
import { Escape } from "../../src/program/index.js";
import { type Assembly, assemble, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

function run(given: Assembly, ...who: Parameters<typeof recipient>) {
  return render(loadProgram(assemble(given)), recipient(...who));
}
function html(given: Assembly, ...who: Parameters<typeof recipient>): string {
  const result = run(given, ...who);
  if (!result.rendered) throw new Error(JSON.stringify(result.reasons));
  return result.html;
}
const text = { escape: Escape.text };

describe("values", () => {
  it("prints strings, numbers and booleans, and nothing for what is not there", () => {
    const pieces = ["a", "b", "c", "d"].map((key) => ({ value: { path: [key] }, ...text }));
    expect(html({ html: pieces }, { a: "x<", b: 0, c: false, d: null })).toBe("x&lt;0false");
  });

  it("never prints an object, and says where it stood", () => {
    expect(
      run(
        { html: [{ value: { path: ["who", "name"] }, ...text }] },
        { who: { name: { first: "Ann" } } },
      ),
    ).toEqual({
      rendered: false,
      reasons: [{ code: "VALUE_OBJECT", path: "who.name" }],
    });
  });

  it("reads own properties only", () => {
    for (const key of ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"]) {
      expect(html({ html: [{ value: { path: [key] }, ...text }, "."] })).toBe(".");
      expect(html({ html: [{ value: { path: ["a", key] }, ...text }, "."] }, { a: "s" })).toBe(".");
    }
  });

  it("never calls a function, not even one in the data", () => {
    let calls = 0;
    const data = Object.assign({}, { f: () => ++calls, deep: { toString: () => `${++calls}` } });
    const program = loadProgram(
      assemble({
        html: [
          { value: { path: ["f"] }, ...text },
          { value: { path: ["deep"] }, escape: Escape.compat },
        ],
      }),
    );
    // A host in plain JavaScript can hand anything in.
    const request = Object.assign(recipient(), { attributes: data });
    expect(render(program, request)).toMatchObject({ rendered: true, html: "[object Object]" });
    expect(calls).toBe(0);
  });

  it("finds attributes first, the event's data as event", () => {
    const pieces = [
      { value: { path: ["total"] }, ...text },
      "|",
      { value: { path: ["event", "total"] }, ...text },
    ];
    expect(html({ html: pieces }, { total: 1 }, { data: { total: 2 } })).toBe("1|2");
  });
});

describe("blocks", () => {
  it("takes the branch that Handlebars would", () => {
    const pieces = [{ when: { path: ["a"] }, shows: ["yes"], otherwise: ["no"] }];
    for (const [value, expected] of [
      [true, "yes"],
      [0, "no"],
      ["", "no"],
      [[], "no"],
      [[0], "yes"],
      [{}, "yes"],
      [null, "no"],
    ] as const) {
      expect(html({ html: pieces }, { a: value })).toBe(expected);
    }
  });

  it("goes over lists and objects with their loop variables, nested ones apart", () => {
    const pieces = [
      {
        each: { path: ["rows"] },
        scope: 1,
        body: [
          { value: { loop: "index" as const, scope: 1 }, ...text },
          { when: { loop: "last" as const, scope: 1 }, shows: ["$"], otherwise: [","] },
          {
            each: { path: ["cells"], scope: 1 },
            scope: 2,
            body: [
              { value: { loop: "key" as const, scope: 2 }, ...text },
              "=",
              { value: { path: [], scope: 2 }, ...text },
              ";",
            ],
            otherwise: ["none "],
          },
        ],
      },
    ];
    expect(
      html(
        { html: pieces },
        { rows: [{ cells: { a: 1, b: 2 } }, { cells: [] }, { cells: ["x"] }] },
      ),
    ).toBe("0,a=1;b=2;1,none 2$0=x;");
  });

  it("asks for membership by segment", () => {
    const pieces = [{ when: { member: "vip" }, shows: ["v"], otherwise: ["-"] }];
    expect(html({ html: pieces }, {}, { memberships: ["vip"] })).toBe("v");
    expect(html({ html: pieces })).toBe("-");
  });
});

describe("fields", () => {
  const name = use("firstName", { type: "name", required: true });
  const hole = { value: { path: ["firstName"], field: 0 }, ...text };
  const withFallback = {
    value: { fallback: { path: ["firstName"], field: 0 }, otherwise: { literal: "there" } },
    ...text,
  };

  it("skips the recipient whose required field is missing, and names it once", () => {
    expect(run({ fields: [name], html: [hole, hole], text: [hole] }, { firstName: " " })).toEqual({
      rendered: false,
      reasons: [{ code: "FIELD_MISSING", path: "firstName" }],
    });
  });

  it.each([
    "",
    "  ",
    "test",
    "N/A",
    "ANN-MARIE",
    "ann@example.com",
    "https://spam.example",
    "null",
    "*|FNAME|*",
    "\u200b",
    "-",
    "xxx",
  ])("takes %j for no name", (value) => {
    const result = run({ fields: [name], html: [withFallback] }, { firstName: value });
    expect(result).toMatchObject({ rendered: true, html: "there", fallbacks: ["firstName"] });
  });

  it.each(["Ann", " Ann ", "O'Brien", "Łukasz", "李", "Na", "علي", "Jean-Luc", "de la Cruz"])(
    "takes %j for a name",
    (value) => {
      expect(run({ fields: [name], html: [hole] }, { firstName: value })).toMatchObject({
        html: value.trim(),
      });
    },
  );

  it("chains fallbacks and reports each one that was passed over", () => {
    const chain = {
      value: {
        fallback: { path: ["nick"], field: 0 },
        otherwise: { fallback: { path: ["first"], field: 1 }, otherwise: { literal: "you" } },
      },
      ...text,
    };
    const fields = [use("nick", { type: "name" }), use("first", { type: "name" })];
    expect(run({ fields, html: [chain] }, { first: "Ann" })).toMatchObject({
      html: "Ann",
      fallbacks: ["nick"],
    });
    expect(run({ fields, html: [chain] })).toMatchObject({
      html: "you",
      fallbacks: ["nick", "first"],
    });
  });

  it("refuses what is longer than the field allows, in values and in lists", () => {
    const fields = [use("note", { maxLength: 3 }), use("rows", { type: "list", maxItems: 1 })];
    const pieces = [
      { value: { path: ["note"], field: 0 }, ...text },
      { each: { path: ["rows"], field: 1 }, scope: 1, body: ["."] },
    ];
    expect(run({ fields, html: pieces }, { note: "abcd", rows: [1, 2] })).toEqual({
      rendered: false,
      reasons: [
        { code: "FIELD_TOO_LONG", path: "note" },
        { code: "FIELD_TOO_LONG", path: "rows" },
      ],
    });
  });

  it("writes dates and amounts in the words of the locale, and bare in URLs", () => {
    const fields = [
      use("at", { type: "date", options: { style: "long" } }),
      use("total", { type: "money" }),
      use("year", { type: "number" }),
    ];
    const pieces = [
      { value: { path: ["at"], field: 0 }, ...text },
      "|",
      { value: { path: ["total"], field: 1 }, ...text },
      "|",
      { value: { path: ["year"], field: 2 }, ...text },
      "|",
      { value: { path: ["at"], field: 0 }, escape: Escape.urlQuery },
    ];
    const data = { at: "2026-12-24", total: { amount: 199_950, currency: "EUR" }, year: 2026 };
    expect(html({ fields, html: pieces, locale: "de" }, data)).toBe(
      "24. Dezember 2026|1.999,50\u00a0€|2026|2026-12-24",
    );
    expect(html({ fields, html: pieces, locale: "en-US" }, data)).toBe(
      "December 24, 2026|€1,999.50|2026|2026-12-24",
    );
  });

  it("names a formatter of the host that threw, not what it said", () => {
    const program = assemble({ helpers: ["shout"], html: [] });
    expect(() => loadProgram(program)).toThrow(
      expect.objectContaining({ code: "TEMPLATE_HELPER_UNKNOWN" }),
    );
    const shouting = assemble({
      helpers: ["shout"],
      html: [{ value: { call: "shout", args: [{ path: ["a"] }] }, ...text }],
    });
    const shout = (values: readonly unknown[]): string => {
      if (values[0] === "ann") throw new Error("ann");
      return `${values[0]}!`;
    };
    const loaded = loadProgram(shouting, { formatters: { shout } });
    expect(render(loaded, recipient({ a: "hey" }))).toMatchObject({ html: "hey!" });
    expect(render(loaded, recipient({ a: "ann" }))).toEqual({
      rendered: false,
      reasons: [{ code: "FORMATTER_FAILED", path: "shout" }],
    });
  });
});

describe("links and pixel", () => {
  const links = [
    {
      index: 0,
      name: null,
      target: "https://shop.example/?a=1&b=2",
      url: null,
      query: null,
      tracked: true,
    },
    { index: 1, name: null, target: null, url: null, query: null, tracked: false },
  ];
  const given: Assembly = {
    links,
    html: [
      '<a href="',
      { link: 0, body: ["https://shop.example/?a=1&amp;b=2"] },
      '"></a><a href="',
      { link: 1, body: [{ value: { url: "unsubscribe" }, escape: Escape.urlStart }] },
      '"></a>',
      { pixel: true },
    ],
    text: [{ link: 0, body: ["https://shop.example/?a=1&b=2"] }, { pixel: true }],
  };

  it("writes click links and the pixel only where each was consented to", () => {
    const all = run(given, {}, { tracking: { opens: true, clicks: true } });
    expect(all).toMatchObject({ rendered: true, text: "https://track.example/c/TOKEN/0" });
    expect(all.rendered && all.html).toContain('href="https://track.example/c/TOKEN/0"');
    expect(all.rendered && all.html).toContain('href="https://mail.example/u/1"');
    expect(all.rendered && all.html).toContain('<img src="https://track.example/o/TOKEN" alt=""');
    const clicks = run(given, {}, { tracking: { opens: false, clicks: true } });
    expect(JSON.stringify(clicks)).not.toContain("/o/TOKEN");
    const opens = run(given, {}, { tracking: { opens: true, clicks: false } });
    expect(JSON.stringify(opens)).not.toContain("/c/TOKEN");
  });

  it("writes not a byte that could report back without consent", () => {
    const result = JSON.stringify(run(given));
    expect(result).not.toContain("track.example");
    expect(result).not.toContain("TOKEN");
    expect(result).toContain("https://shop.example/?a=1&amp;b=2");
  });

  it("refuses to write a mail whose link the host did not give", () => {
    const confirm = { html: [{ value: { url: "confirm" as const }, escape: Escape.urlStart }] };
    expect(run(confirm)).toEqual({
      rendered: false,
      reasons: [{ code: "LINK_MISSING", path: "confirm" }],
    });
  });
});

describe("the renderer port", () => {
  const renderer = templateRenderer({
    templates: [
      assemble({ id: "hi", locale: "en", html: ["en"] }),
      assemble({ id: "hi", locale: "de", html: ["de"] }),
      assemble({ id: "hi", locale: "pt-PT", html: ["pt-PT"] }),
    ],
  });

  it.each([
    ["de-AT", "de"],
    ["de", "de"],
    ["pt-BR", "pt-PT"],
    ["sv", "en"],
    [null, "en"],
    ["not a tag", "en"],
  ])("answers %s in %s", (locale, expected) => {
    expect(renderer.render(recipient({}, { template: "hi", locale }))).toMatchObject({
      locale: expected,
      html: expected,
    });
  });

  it("says what it has, and refuses what it has not", () => {
    expect(renderer.template("hi")).toMatchObject({
      id: "hi",
      channel: "email",
      messageClass: "marketing",
      wayOut: true,
      locales: ["en", "de", "pt-PT"],
      links: [],
    });
    expect(renderer.template("ho")).toBeUndefined();
    expect(renderer.render(recipient({}, { template: "ho" }))).toEqual({
      rendered: false,
      reasons: [{ code: "TEMPLATE_UNKNOWN", path: "ho" }],
    });
  });

  it("says what a template is for, and that it has a way out only where all its locales do", () => {
    const receipt = { id: "receipt", messageClass: "transactional", purpose: "orders" } as const;
    const readInfo = (german: Assembly) =>
      templateRenderer({
        templates: [
          assemble({ ...receipt, wayOut: true }),
          assemble({ ...receipt, locale: "de", ...german }),
        ],
      }).template("receipt");
    expect(readInfo({ wayOut: true })).toMatchObject({ purpose: "orders", wayOut: true });
    expect(readInfo({})).toMatchObject({ purpose: "orders", wayOut: false });
    const others: readonly Assembly[] = [
      { purpose: "news" },
      { topic: "a" },
      { messageClass: "service" },
    ];
    for (const other of others)
      expect(() => readInfo(other)).toThrow(
        expect.objectContaining({ code: "INPUT_TEMPLATE_CLASS" }),
      );
  });

  it("refuses two programs for one locale", () => {
    const twice = [assemble({}), assemble({})];
    expect(() => templateRenderer({ templates: twice })).toThrow(
      expect.objectContaining({ code: "INPUT_TEMPLATE_TWICE" }),
    );
  });
});
