import { describe, expect, it } from "vitest";
import { type Finding, lintTemplate } from "../../src/lint/index.js";
import { Escape } from "../../src/program/index.js";
import { type Assembly, assemble, type Piece, use } from "../edge/assemble/assemble.js";

const clean = `<!doctype html><html lang="en"><head><title>Spring at the shop</title>
<meta name="color-scheme" content="light dark"><style>p{margin:0} @media (max-width:480px){.w{width:100%}}</style></head>
<body style="background-color:#ffffff;font-size:16px;color:#222222">
<div style="display:none;font-size:1px;color:#ffffff">What is new this week</div>
<!--[if mso]><table><tr><td style="position:absolute"><![endif]-->
<table role="presentation"><tr><td style="background:#f4f4f4">
<h1>Spring is here</h1><p>Everything for balconies and gardens, picked by people who have both, and sent to you within two days.</p>
<h2>Our favourites</h2><a href="https://shop.example/pots">See all pots</a>
<a href="https://shop.example/seeds"><img src="https://shop.example/seeds.png" alt="Seeds for May"></a>
<img src="https://shop.example/line.png" alt="">
<table><tr><th>Pot</th><th>Price</th></tr><tr><td>Blue</td><td>9</td></tr></table>
<p style="color:#595959;font-size:13px">Shop Ltd, 1 High Street</p></td></tr></table>
<!--[if mso]></td></tr></table><![endif]--></body></html>`;

function lint(html: string, over: Assembly = {}): readonly Finding[] {
  return lintTemplate(
    assemble({
      html: [html],
      text: ["Spring is here. See all pots: https://shop.example/pots"],
      subject: ["Spring is here"],
      preheader: ["What is new this week"],
      ...over,
    }),
    { source: html, hosts: ["shop.example"], opaqueImages: ["https://shop.example/"] },
  );
}
function codes(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => finding.code);
}

describe("lintTemplate", () => {
  it("finds nothing in a clean mail", () => {
    expect(lint(clean)).toEqual([]);
  });

  it.each([
    ["LANGUAGE", ' lang="en"', "", "error"],
    ["LANGUAGE", ' lang="en"', ' lang="und"', "error"],
    ["TITLE", "<title>Spring at the shop</title>", "", "warning"],
    ["ALT_MISSING", ' alt=""', "", "error"],
    ["LINK_TEXT_EMPTY", ' alt="Seeds for May"', ' alt=""', "error"],
    ["LINK_TEXT_VAGUE", "See all pots", "Click here »", "warning"],
    ["LINK_TEXT_VAGUE", "See all pots", "Hier klicken", "warning"],
    ["LINK_EMPTY", 'href="https://shop.example/pots"', 'href=""', "error"],
    ["LINK_EMPTY", 'href="https://shop.example/pots"', 'href="#"', "error"],
    ["LINK_SCHEME", 'href="https://shop.example/pots"', 'href="javascript:void(0)"', "error"],
    [
      "LINK_INSECURE",
      'href="https://shop.example/pots"',
      'href="http://shop.example/pots"',
      "warning",
    ],
    ["LINK_SHORTENED", 'href="https://shop.example/pots"', 'href="https://bit.ly/3x"', "warning"],
    ["LINK_DECEIVES", "See all pots", "www.bank.example", "error"],
    ["HEADING_ORDER", "<h2>Our favourites</h2>", "<h3>Our favourites</h3>", "warning"],
    ["HEADING_ORDER", "<h1>Spring is here</h1>", "<p>Spring is here</p>", "warning"],
    ["TABLE_ROLE", '<table role="presentation">', "<table>", "warning"],
    ["FONT_SIZE", "font-size:13px", "font-size:11px", "warning"],
    ["FONT_SIZE", "font-size:13px", "font-size:9pt", "warning"],
    ["TEXT_HIDDEN", "font-size:13px", "font-size:0", "warning"],
    ["CONTRAST", "color:#595959", "color:#999999", "warning"],
    ["CONTRAST", "color:#595959", "color:#eeeeee", "error"],
    ["DARK_MODE", '<meta name="color-scheme" content="light dark">', "", "info"],
    ["CLIENT_SUPPORT", "p{margin:0}", "p{display:flex}", "warning"],
    ["CLIENT_SUPPORT", "p{margin:0}", "p{color:var(--ink)}", "info"],
    [
      "CLIENT_SUPPORT",
      "<h2>Our favourites</h2>",
      "<h2>Our favourites</h2><video src='a'></video>",
      "error",
    ],
    ["CLIENT_SUPPORT", "<h2>Our favourites</h2>", "<h2>Our favourites</h2><form></form>", "error"],
  ])("finds %s", (code, from, to, severity) => {
    expect(clean).toContain(from);
    const findings = lint(clean.replace(from, to));
    expect(findings).toContainEqual(expect.objectContaining({ code, severity, part: "html" }));
    for (const finding of findings) expect(finding.remedy).not.toBe("");
  });

  it("finds a mail of images only", () => {
    const html =
      '<html lang="en"><head><title>x</title></head><body><img src="a.png" alt="All of it"></body></html>';
    expect(codes(lint(html))).toContain("IMAGE_ONLY");
  });

  it.each([
    ["SUBJECT_EMPTY", [" "]],
    ["SUBJECT_SHOUTS", ["LAST CHANCE TODAY"]],
    ["SUBJECT_SHOUTS", ["Only today!!"]],
    ["SUBJECT_REPLY", ["Re: your order"]],
    ["SUBJECT_LONG", ["Spring ".repeat(13)]],
  ])("finds %s", (code, subject) => {
    expect(lint(clean, { subject })).toEqual([expect.objectContaining({ code, part: "subject" })]);
  });

  it("finds a missing preheader and a missing text part", () => {
    expect(codes(lint(clean, { preheader: [] }))).toEqual(["PREHEADER"]);
    expect(codes(lint(clean, { text: ["Hi"] }))).toEqual(["TEXT_MISSING"]);
  });

  it("says which line of the source is concerned", () => {
    const [finding] = lint(clean.replace("https://shop.example/pots", "http://shop.example/pots"));
    expect(finding).toMatchObject({
      code: "LINK_INSECURE",
      source: "mjml",
      line: 8,
      column: 33,
    });
  });

  it("asks only about the clients that matter to the host", () => {
    const program = assemble({
      html: [clean.replace("p{margin:0}", "p{object-fit:cover}")],
      text: ["Spring is here, see all pots"],
      preheader: ["x"],
    });
    const own = { hosts: ["shop.example"], opaqueImages: ["https://shop.example/"] };
    expect(codes(lintTemplate(program, { ...own, clients: ["apple-mail"] }))).toEqual([]);
    expect(lintTemplate(program, { ...own, clients: ["gmail", "apple-mail"] })[0]?.message).toBe(
      "object-fit does not work in Gmail mobile web, and only partly in Gmail Android (note 1), Gmail iOS (note 1).",
    );
  });

  describe("size", () => {
    const body = (pieces: readonly Piece[]): readonly Piece[] => {
      const [before = "", after = ""] = clean.split("<h2>");
      return [before, ...pieces, `<h2>${after}`];
    };
    const sized = (pieces: readonly Piece[], fields: Assembly["fields"] = []): readonly Finding[] =>
      lint(clean, { html: body(pieces), fields });

    it("takes the longer branch, not both", () => {
      const big = "x".repeat(60 * 1024);
      const either: Piece = { when: { path: ["a"] }, shows: [big], otherwise: [big] };
      expect(codes(sized([either]))).toEqual([]);
      expect(sized([either, "y".repeat(31 * 1024)])[0]).toMatchObject({
        code: "SIZE",
        severity: "warning",
      });
      expect(sized([either, "y".repeat(42 * 1024)])[0]).toMatchObject({
        code: "SIZE",
        severity: "error",
      });
    });

    it("counts a list at its most items and a value at its longest", () => {
      const row: Piece = {
        each: { path: ["rows"], field: 0 },
        scope: 1,
        body: [
          "<p>",
          { value: { path: ["title"], scope: 1, field: 1 }, escape: Escape.text },
          "</p>",
        ],
      };
      const fields = (maxItems: number | null, maxLength: number | null): Assembly["fields"] => [
        use("rows", { type: "list", maxItems }),
        use("rows[].title", { maxLength }),
      ];
      expect(codes(sized([row], fields(10, 100)))).toEqual([]);
      expect(codes(sized([row], fields(100, 400)))).toEqual(["SIZE"]);
      const [unbounded] = sized([row], fields(null, null));
      expect(unbounded).toMatchObject({ code: "SIZE_UNBOUNDED", severity: "info" });
      expect(unbounded?.message).toContain("rows[].title");
    });

    it("follows loops inside loops", () => {
      const nested: Piece = {
        each: { path: ["a"], field: 0 },
        scope: 1,
        body: [{ each: { path: ["b"], scope: 1, field: 0 }, scope: 2, body: ["x".repeat(100)] }],
      };
      const fields = [use("a", { type: "list", maxItems: 31 })];
      expect(sized([nested], fields)[0]).toMatchObject({ code: "SIZE", severity: "warning" });
    });
  });
});
