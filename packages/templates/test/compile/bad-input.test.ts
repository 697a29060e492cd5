import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { compileTemplate, compileText, rootedIncludes } from "../../src/compile/index.js";
import { field } from "../../src/define/index.js";
import { TemplateError } from "../../src/errors/index.js";

function body(inner: string): string {
  return `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
}
const base = { id: "bad", messageClass: "service", subject: "s" } as const;

function caught(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

async function refusal(run: Promise<unknown>): Promise<TemplateError> {
  const error = await run.then(
    () => new Error("it was not refused"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof TemplateError) return error;
  throw error;
}

describe("templates that are not in the language", () => {
  const cases: readonly (readonly [string, string, number, number])[] = [
    ["{{#if a}}x", "TEMPLATE_SYNTAX", 1, 1],
    ["x\n{{#if a}}y{{/each}}", "TEMPLATE_BLOCK_MISMATCH", 2, 6],
    ["x\n  {{* deco}}", "TEMPLATE_NOT_ALLOWED", 2, 3],
    ['{{#*inline "x"}}y{{/inline}}', "TEMPLATE_NOT_ALLOWED", 1, 1],
    ["{{{{raw}}}}x{{{{/raw}}}}", "TEMPLATE_BLOCK_UNKNOWN", 1, 1],
    ["{{> (lookup . 'x')}}", "TEMPLATE_NOT_ALLOWED", 1, 1],
    ["{{lookup a b}}", "TEMPLATE_NOT_ALLOWED", 1, 3],
    ["ab {{{name}}}", "TEMPLATE_RAW_FIELD", 1, 4],
    ["{{uper name}}", "TEMPLATE_HELPER_UNKNOWN", 1, 3],
    ["{{#eech items}}x{{/eech}}", "TEMPLATE_BLOCK_UNKNOWN", 1, 1],
    ["{{> nope}}", "TEMPLATE_PARTIAL_UNKNOWN", 1, 1],
    ["{{#each}}x{{/each}}", "TEMPLATE_BLOCK_PARAMETER", 1, 1],
    ["{{../a}}", "TEMPLATE_SCOPE", 1, 3],
    ["{{@index}}", "TEMPLATE_DATA_UNKNOWN", 1, 3],
    ["{{#segment vip}}x{{/segment}}", "TEMPLATE_SEGMENT_NAME", 1, 1],
  ];
  it.each(cases)("%s is %s", (text, code, line, column) => {
    const error = caught(() => compileText(text));
    expect({ code: error.code, line: error.line, column: error.column }).toMatchObject({
      code,
      line,
    });
    expect(Math.abs((error.column ?? 0) - column)).toBeLessThanOrEqual(
      code === "TEMPLATE_SYNTAX" ? 10 : 3,
    );
  });

  it("a block that is never closed is named where it begins", () => {
    const text = "a\n{{#if a}}\n{{!-- {{#if no}} --}}{{#if ok}}x{{/if}}\n  {{#each items}}x";
    const error = caught(() => compileText(text));
    expect(error).toMatchObject({ code: "TEMPLATE_SYNTAX", line: 4, column: 3 });
    expect(error.message).toContain("{{#each items}} is never closed.");
    const outer = caught(() => compileText(`${text}{{/each}}`));
    expect(outer).toMatchObject({ line: 2, column: 1 });
    expect(outer.message).toContain("{{#if a}} is never closed.");
    expect(caught(() => compileText("x {{name}")).message).not.toMatch(/Expecting|'EOF'/);
  });

  it("names of near misses are suggested", () => {
    expect(caught(() => compileText("{{uper name}}")).message).toContain("“upper”");
    expect(caught(() => compileText("{{#eech x}}{{/eech}}")).message).toContain("{{#each}}");
    expect(
      caught(() => compileText('{{#segment "vpi"}}x{{/segment}}', { segments: ["vip"] })).message,
    ).toContain("“vip”");
    expect(
      caught(() => compileText("{{postlCode}}", { fields: { postalCode: field.text() } })).message,
    ).toContain("“postalCode”");
    expect(
      caught(() =>
        compileText("{{#each items}}{{titel}}{{/each}}", {
          fields: { items: field.list({ of: { title: field.text() } }) },
        }),
      ).message,
    ).toContain("“items[].title”");
  });

  it("a syntax tree instead of a string is refused", () => {
    const tree: unknown = { type: "Program", body: [] };
    expect(caught(() => compileText(tree as string)).code).toBe("TEMPLATE_NOT_TEXT");
  });
});

describe("templates that are too much", () => {
  it("five megabytes", () => {
    expect(caught(() => compileText("x".repeat(5_000_000))).code).toBe("TEMPLATE_TOO_LARGE");
  });
  it("a thousand nested blocks, and forty thousand", () => {
    for (const depth of [1_000, 40_000]) {
      const error = caught(() => compileText("{{#if a}}".repeat(depth) + "{{/if}}".repeat(depth)));
      expect(["TEMPLATE_TOO_DEEP", "TEMPLATE_SYNTAX"]).toContain(error.code);
    }
  });
  it.each([
    ["spaces", "a", " ", "b"],
    ["line breaks after a tag", "<b>a</b>", "\n", "b"],
    ["line breaks after a comment of Outlook's", "<!--[if mso]>a<![endif]-->", "\n", "b"],
    ["spaces in a style sheet", "<style>a{}", " ", "b{}</style>"],
  ])(
    "nine hundred thousand characters of %s compile, and do not hang",
    async (_, before, part, after) => {
      const inner = `<mj-text>${before}${part.repeat(900_000 / part.length)}${after}</mj-text>`;
      const { program } = await compileTemplate({ ...base, mjml: body(inner) });
      expect(program.html.segments.join("").length).toBeGreaterThan(1000);
    },
  );
  it("nine hundred thousand characters of tags never ended are refused, and do not hang", async () => {
    const inner = `<mj-text>${"<pre ".repeat(180_000)}</mj-text>`;
    await expect(compileTemplate({ ...base, mjml: body(inner) })).rejects.toMatchObject({
      code: "TEMPLATE_UNCLOSED",
    });
  });
  it("partials in a circle", () => {
    const error = caught(() =>
      compileText("{{> a}}", { partials: { a: "{{> b}}", b: "{{> a}}" } }),
    );
    expect(error.code).toBe("TEMPLATE_PARTIAL_CYCLE");
    expect(error.message).toContain("a → b → a");
  });
  it("partials that double forty times", () => {
    const partials = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`p${n}`, `{{> p${n + 1}}}{{> p${n + 1}}}`]),
    );
    expect(
      caught(() => compileText("{{> p0}}", { partials: { ...partials, p40: "x" } })).code,
    ).toBe("TEMPLATE_TOO_LARGE");
  });
});

describe("MJML that is not right", () => {
  const column = (inner: string) =>
    `<mjml><mj-body><mj-section><mj-column>\n${inner}</mj-column></mj-section></mj-body></mjml>`;
  it.each([
    ["<mj-text>a</mj-text><mj-text>world", "mj-text", 21],
    ["<mj-text>a</mj-text><mj-text>world</mj-txt>", "mj-text", 21],
    ["<mj-text>a<mj-text>b</mj-text>", "mj-text", 1],
    ["<mj-button href='https://a.test/'>go</mj-buton>", "mj-button", 1],
    ["<mj-raw><i>a", "mj-raw", 1],
    ["<mj-image src='https://a.test/a.png'>", "mj-image", 1],
    ["<mj-text><p>a", "mj-text", 1],
  ])("an element that is never closed by its name is refused: %s", async (inner, tag, at) => {
    await expect(compileTemplate({ ...base, mjml: column(inner) })).rejects.toMatchObject({
      ...{ code: "TEMPLATE_UNCLOSED", line: 2, column: at },
      message: expect.stringContaining(`<${tag}>`),
    });
  });
  it.each([
    "<mj-text><p>a<br>b<li>c</mj-text>",
    "<mj-image src='https://a.test/a.png' /><mj-divider/>",
    "<mj-image src='https://a.test/a.png'></mj-image>",
    "<mj-raw><table><tr><td><mj-text>a</mj-raw>",
  ])("what HTML leaves open is left to HTML: %s", async (inner) => {
    await compileTemplate({ ...base, mjml: column(inner) });
  });
  it("a document that ends too early is refused where it began", async () => {
    await expect(compileTemplate({ ...base, mjml: "<mjml><mj-body>" })).rejects.toMatchObject({
      ...{ code: "TEMPLATE_UNCLOSED", line: 1 },
    });
  });

  it("an unknown element is refused at its line", async () => {
    const error = await refusal(compileTemplate({ ...base, mjml: body("\n\n<mj-txt>x</mj-txt>") }));
    expect(error).toMatchObject({
      ...{ code: "TEMPLATE_MJML_ELEMENT", line: 3, column: 1, path: `${base.id}.mjml` },
      message: `${base.id}: MJML knows no <mj-txt>, and drops it. (mjml, line 3, column 1)`,
      remedy: "Correct the spelling, or remove the element.",
    });
    const inPartial = { mjml: body("{{> p}}"), partials: { p: "<mj-txt>x</mj-txt>" } };
    await expect(compileTemplate({ ...base, ...inPartial })).rejects.toMatchObject({
      ...{ code: "TEMPLATE_MJML_ELEMENT", source: "p", path: `${base.id}.partials.p` },
    });
  });
  it("an attribute it does not know is warned of at its line, also in a partial", async () => {
    const { warnings } = await compileTemplate({
      ...base,
      mjml: body("{{> p}}"),
      partials: { p: '\n<mj-text colour="red">x</mj-text>' },
    });
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: "TEMPLATE_MJML_ATTRIBUTE", source: "p", line: 2 }),
    );
  });
  it.each([
    "<mj-raw><!--[if mso]></mj-raw>\n<mj-text>lost</mj-text><mj-raw><![endif]--></mj-raw>",
    "<mj-text>a</mj-text>\n<mj-raw><!-- </mj-raw><mj-text>lost</mj-text>",
    "<!--[if mso]><mj-text>lost</mj-text><![endif]-->",
    "<mj-text><!-- a</mj-text><mj-text>b --></mj-text>",
  ])("a comment that swallows elements is refused where it begins: %s", async (inner) => {
    const mjml = body(inner);
    const before = mjml.slice(0, mjml.indexOf("<!--")).split("\n");
    expect(await refusal(compileTemplate({ ...base, mjml }))).toMatchObject({
      code: "TEMPLATE_COMMENT_SWALLOWS",
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    });
  });
  it.each([
    "<mj-raw><!--[if mso]><p><![endif]--></mj-raw><mj-text>kept</mj-text><mj-raw><!--[if mso]></p><![endif]--></mj-raw>",
    "<mj-raw><!--[if !mso]><!--></mj-raw><mj-text>kept</mj-text><mj-raw><!--<![endif]--></mj-raw>",
    "<!-- <mj-text>old</mj-text> --><mj-text>kept <!-- <b>x</b> --></mj-text>",
  ])("a comment that ends where it begins is kept: %s", async (inner) => {
    const { program } = await compileTemplate({ ...base, mjml: body(inner) });
    expect(program.html.segments.join("")).toContain("kept");
  });
  it("something that is no MJML is refused", async () => {
    expect((await refusal(compileTemplate({ ...base, mjml: "<p>x</p>" }))).code).toBe(
      "TEMPLATE_MJML_ROOT",
    );
    expect((await refusal(compileTemplate({ ...base, mjml: "<mjml></mjml>" }))).code).toBe(
      "TEMPLATE_MJML_ROOT",
    );
    expect((await refusal(compileTemplate({ ...base, mjml: "" }))).code).toBe("TEMPLATE_MJML_ROOT");
  });
});

describe("holes where no escaping helps", () => {
  const places = [
    '<mj-text><a onclick="{{name}}">x</a></mj-text>',
    "<mj-text><a href={{name}}>x</a></mj-text>",
    "<mj-text><{{name}}>x</mj-text>",
    "<mj-raw><script>{{name}}</script></mj-raw>",
    '<mj-text><p {{name}}="x">x</p></mj-text>',
    '<mj-text><p style="{{name}}">x</p></mj-text>',
    '<mj-text><p style="{{name}}: red">x</p></mj-text>',
    '<mj-raw><iframe srcdoc="{{name}}"></iframe></mj-raw>',
    '<mj-raw><meta http-equiv="refresh" content="0;url={{name}}"></mj-raw>',
    "<mj-text></p {{name}}>x</mj-text>",
    "<mj-text><a href=\"javascript:f('{{name}}')\">x</a></mj-text>",
    '<mj-text><a href=" &#106;ava&#10;script:{{name}}">x</a></mj-text>',
    '<mj-text><img src="data:text/html,{{name}}"></mj-text>',
    "<mj-text><p style=\"background:url('vbscript:{{name}}')\">x</p></mj-text>",
  ];
  it.each(places)("%s is refused with its place", async (inner) => {
    const error = await refusal(compileTemplate({ ...base, mjml: body(`\n${inner}`) }));
    expect(error).toMatchObject({ code: "TEMPLATE_HOLE_POSITION", source: "mjml", line: 2 });
  });
  it("a link needs quotes, as its click URL is put between them, but a place in the mail does not", async () => {
    const raw = (inner: string): string =>
      `<mjml><mj-body><mj-raw>${inner}</mj-raw></mj-body></mjml>`;
    const error = await refusal(
      compileTemplate({ ...base, mjml: raw("<a href=https://x.test/>x</a>") }),
    );
    expect(error.code).toBe("TEMPLATE_HOLE_POSITION");
    const { program } = await compileTemplate({ ...base, mjml: raw("<a href=#top>x</a>") });
    expect(program.links).toEqual([]);
  });
  it.each([
    "<!-- {{secret}} --><mj-text>x</mj-text>",
    "<mj-text>a<!-- {{#if a}}{{secret}}{{/if}} -->b</mj-text>",
  ])("commented out, as in %s, prints nothing and is warned of", async (inner) => {
    const { program, warnings } = await compileTemplate({
      ...base,
      mjml: body(inner),
    });
    expect(JSON.stringify(program.html.expressions)).not.toContain("secret");
    expect(warnings.map(({ code }) => code)).toContain("TEMPLATE_COMMENT_DROPPED");
  });
});

describe("includes", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), "wellsent-includes-"));
    folders.push(made);
    return made;
  };

  it("are refused without a loader", async () => {
    const error = await refusal(
      compileTemplate({ ...base, mjml: body('\n<mj-include path="./a.mjml" />') }),
    );
    expect(error).toMatchObject({ code: "TEMPLATE_INCLUDE_REFUSED", line: 2 });
  });
  it("outside of the folder are refused, also by a symbolic link", async () => {
    const root = folder();
    const outside = folder();
    mkdirSync(join(root, "in"));
    writeFileSync(join(outside, "secret.mjml"), "<mj-text>secret</mj-text>");
    symlinkSync(join(outside, "secret.mjml"), join(root, "in", "link.mjml"));
    for (const path of [
      `${join(outside, "secret.mjml")}`,
      "../secret.mjml",
      "in/link.mjml",
      "in/../../x.mjml",
    ]) {
      const error = await refusal(
        compileTemplate(
          { ...base, mjml: body(`<mj-include path="${path}" />`) },
          { includes: rootedIncludes(root) },
        ),
      );
      expect(["TEMPLATE_INCLUDE_OUTSIDE", "TEMPLATE_INCLUDE_MISSING"]).toContain(error.code);
      expect(error.message).not.toContain(outside);
    }
  });
  it("in a circle are refused", async () => {
    const root = folder();
    writeFileSync(join(root, "a.mjml"), '<mj-include path="b.mjml" />');
    writeFileSync(join(root, "b.mjml"), '<mj-include path="a.mjml" />');
    const error = await refusal(
      compileTemplate(
        { ...base, mjml: body('<mj-include path="a.mjml" />') },
        { includes: rootedIncludes(root) },
      ),
    );
    expect(error.code).toBe("TEMPLATE_PARTIAL_CYCLE");
  });
  it("may hold elements with holes, whole documents, CSS and HTML", async () => {
    const files: Readonly<Record<string, string>> = {
      "parts/text.mjml": "<mj-text>Hi {{name}}</mj-text>",
      "parts/page.mjml":
        '<mjml><mj-head><mj-style>.from-head{}</mj-style></mj-head><mj-body><mj-section><mj-column><mj-include path="text.mjml" /></mj-column></mj-section></mj-body></mjml>',
      "a.css": ".from-css{margin:0}",
      "a.html": "<tr><td>raw</td></tr>",
    };
    const mjml = `<mjml><mj-body><mj-include path="parts/page.mjml" /><mj-include path="a.css" type="css" /><mj-section><mj-column><mj-include path="a.html" type="html" /></mj-column></mj-section></mj-body></mjml>`;
    const { program, warnings } = await compileTemplate(
      { ...base, mjml },
      { includes: (path) => files[path] ?? "" },
    );
    const html = program.html.segments.join("");
    expect(html).toContain(".from-head{}");
    expect(html).toContain(".from-css{margin:0}");
    expect(html).toContain("<td>raw</td>");
    expect(program.fields.map(({ path }) => path)).toEqual(["name"]);
    expect(warnings).toEqual([]);
  });
});

describe("a working directory with an MJML configuration", () => {
  const home = process.cwd();
  let made = "";
  afterEach(() => {
    process.chdir(home);
    rmSync(made, { recursive: true });
  });
  it.each([".mjmlconfig", ".mjmlconfig.js"])("is refused for %s", async (name) => {
    made = mkdtempSync(join(tmpdir(), "wellsent-config-"));
    writeFileSync(join(made, name), "{}");
    process.chdir(made);
    expect((await refusal(compileTemplate({ ...base, mjml: body("") }))).code).toBe(
      "TEMPLATE_MJML_CONFIG",
    );
  });
});

describe("what the law asks of a template", () => {
  it("marketing without an unsubscribe link does not compile", async () => {
    const error = await refusal(
      compileTemplate({ ...base, messageClass: "marketing", mjml: body("<mj-text>x</mj-text>") }),
    );
    expect(error.code).toBe("TEMPLATE_UNSUBSCRIBE_MISSING");
    await compileTemplate({
      ...base,
      messageClass: "marketing",
      mjml: body('<mj-text><a href="{{unsubscribe}}">Leave</a></mj-text>'),
    });
  });
  it("a confirmation request without a link to confirm does not compile", async () => {
    const error = await refusal(
      compileTemplate({
        ...base,
        messageClass: "confirmation_request",
        mjml: body("<mj-text>x</mj-text>"),
      }),
    );
    expect(error.code).toBe("TEMPLATE_CONFIRM_MISSING");
  });
});
