// In one file, as every piece calls every other: templates with every element MJML has, blocks at
// every level, holes in every kind of attribute.
import type { Random } from "./random.ts";

export interface GeneratedTemplate {
  readonly mjml: string;
  readonly partials: Readonly<Record<string, string>>;
}

/** What names can be read where we are. */
type Where = "root" | "item" | "sub" | "user";

interface Spot {
  readonly random: Random;
  readonly where: Where;
  readonly depth: number;
  /** Partials are written for the root, and called from anywhere. */
  readonly partials: boolean;
}

const words = [
  "Hello",
  "offer",
  "<b>bold</b>",
  "a &amp; b",
  "for you,",
  "price: 5 €",
  "👋",
  "end.",
  "<br/>",
  "<i>it</i>",
];

function drawText({ random, where }: Spot): string {
  return random.pick(
    {
      root: [
        "{{name}}",
        "{{title}}",
        "{{user.name}}",
        "{{n}}",
        "{{user.address.city}}",
        '{{nick fallback="you"}}',
        "{{upper name}}",
        "{{items.length}}",
      ],
      item: [
        "{{t}}",
        "{{this.t}}",
        "{{@index}}",
        "{{../name}}",
        "{{@root.title}}",
        "{{#if @first}}first{{/if}}",
        "{{#unless @last}}, {{/unless}}",
      ],
      sub: ["{{this}}", "{{@index}}", "{{.}}", "{{../t}}", "{{@root.name}}", "{{@key}}"],
      user: ["{{name}}", "{{address.city}}", "{{../title}}", "{{this.name}}", "{{@root.name}}"],
    }[where],
  );
}

function drawColor({ random, where }: Spot): string {
  return random.pick(
    {
      root: ["{{col}}", "{{col2}}"],
      item: ["{{c}}", "{{../col}}", "{{@root.col2}}"],
      sub: ["{{@root.col}}"],
      user: ["{{../col}}", "{{@root.col2}}"],
    }[where],
  );
}

function drawUrl({ random, where }: Spot): string {
  return random.pick(
    {
      root: [
        "{{url}}",
        "https://shop.test/p/{{n}}",
        "https://shop.test/?q={{cls}}&amp;x=1",
        "{{img}}",
      ],
      item: ["{{u}}", "https://shop.test/{{@index}}/x", "{{@root.url}}"],
      sub: ["https://shop.test/{{this}}", "{{@root.url}}"],
      user: ["{{@root.url}}", "https://shop.test/u/{{@root.n}}"],
    }[where],
  );
}

function drawTest({ random, where }: Spot): string {
  return random.pick(
    {
      root: [
        "if a",
        "if b",
        "unless a",
        "unless c",
        "if user.vip",
        "if (eq n 2)",
        'segment "vip"',
        "if n includeZero=true",
        "if items",
        "unless nick",
      ],
      item: ["if on", "unless on", "if @first", "unless @last", "if ../a", "if @root.b", "if subs"],
      sub: ["if @first", "unless @last", "if ../on", "if @root.a"],
      user: ["if vip", "unless vip", "if ../a", "if @root.c"],
    }[where],
  );
}

/** `{{#if}}…{{else}}…{{/if}}` around what `write` gives. */
function conditional(spot: Spot, write: (spot: Spot) => string, withElse = 0.5): string {
  const test = drawTest(spot);
  const name = test.split(" ")[0] ?? "if";
  const { random } = spot;
  const inner: Spot = { ...spot, depth: spot.depth + 1 };
  const body = write(inner);
  const roll = random.next();
  const otherwise =
    roll < withElse * 0.7
      ? `{{else}}${write(inner)}`
      : roll < withElse && spot.where === "root"
        ? `{{else if b}}${write(inner)}{{else}}${write(inner)}`
        : "";
  return `{{#${test}}}${body}${otherwise}{{/${name}}}`;
}

function repeated(spot: Spot, write: (spot: Spot) => string): string {
  const { random, where } = spot;
  const inner = (next: Where): Spot => ({
    ...spot,
    where: next,
    depth: spot.depth + 1,
    partials: false,
  });
  if (where === "root") {
    if (random.chance(0.2)) return `{{#with user}}${write(inner("user"))}{{/with}}`;
    const otherwise = random.chance(0.25)
      ? `{{else}}${write({ ...spot, depth: spot.depth + 1 })}`
      : "";
    return `{{#each items}}${write(inner("item"))}${otherwise}{{/each}}`;
  }
  if (where === "item") return `{{#each subs}}${write(inner("sub"))}{{/each}}`;
  return write(spot);
}

/** Anything, or a block around it. */
function among(spot: Spot, write: (spot: Spot) => string, blocks = 0.35): string {
  if (spot.depth > 3 || !spot.random.chance(blocks)) return write(spot);
  return spot.random.chance(0.6)
    ? conditional(spot, (inner) => among(inner, write, 0.2))
    : repeated(spot, (inner) => among(inner, write, 0.2));
}

function many(random: Random, most: number, write: () => string): string {
  let out = "";
  for (let left = 1 + random.below(most); left > 0; left--) out += write();
  return out;
}

function content(spot: Spot): string {
  return (
    many(spot.random, 4, () => {
      const roll = spot.random.next();
      if (roll < 0.45) return ` ${spot.random.pick(words)} `;
      if (roll < 0.75) return drawText(spot);
      if (roll < 0.85) return `<a href="${drawUrl(spot)}">link ${drawText(spot)}</a>`;
      if (roll < 0.92) return `<span style="color:${drawColor(spot)}">${drawText(spot)}</span>`;
      return among(spot, () => ` ${spot.random.pick(words)} `, 0.9);
    }) || "x"
  );
}

/**
 * What stands on lines of its own: lists, tables, quotations, with loops and conditions between
 * their parts.
 */
function lines(spot: Spot): string {
  return many(spot.random, 3, () => {
    const { random } = spot;
    const inner: Spot = { ...spot, depth: spot.depth + 1 };
    if (inner.depth > 4) return content(inner);
    const entry = (at: Spot): string =>
      `<li>${random.chance(0.25) ? lines({ ...at, depth: at.depth + 1 }) : content(at)}</li>`;
    const cell = (at: Spot): string => {
      const name = random.pick(["td", "th"]);
      const spans = random.pick([
        "",
        "",
        "",
        ' colspan="2"',
        ' rowspan="2"',
        ' colspan="{{@root.n}}"',
      ]);
      const held = random.pick([drawText, drawText, content, lines])({
        ...at,
        depth: at.depth + 1,
      });
      return `<${name}${spans}>${held}</${name}>`;
    };
    const cells = (at: Spot): string => many(random, 3, () => among(at, cell, 0.2));
    const rows = (at: Spot): string =>
      many(random, 3, () => among(at, (row) => `<tr>${cells(row)}</tr>`, 0.5));
    const kinds: readonly (() => string)[] = [
      () => ` ${random.pick(words)} `,
      () => content(inner),
      () => `<p>${content(inner)}</p>`,
      () => `<div>${random.chance(0.5) ? lines(inner) : content(inner)}</div>`,
      () => `<h2>${content(inner)}</h2>`,
      () => among(inner, (at) => `<div>${drawText(at)}</div>`, 0.9),
      () => `<blockquote>${random.chance(0.5) ? lines(inner) : content(inner)}</blockquote>`,
      () => `<pre> a\n  ${drawText(inner)}<b>b</b></pre>`,
      () => "<hr/>",
      () => `<ul>${many(random, 3, () => among(inner, entry, 0.5))}</ul>`,
      () =>
        `<ol${random.pick(["", ' type="a"', ' type="I"', ' start="9"', ' start="{{@root.n}}"'])}>${many(random, 3, () => among(inner, entry, 0.5))}</ol>`,
      () =>
        `<table${random.pick(["", "", ' role="presentation"'])}>${random.pick(["", "", "<caption>All of it</caption>"])}${rows(inner)}</table>`,
      () =>
        `<img alt="${drawText(inner).replace(/\{\{#.*/, "static")}" src="https://cdn.test/x.png" />`,
    ];
    return random.pick(kinds)();
  });
}

/**
 * Attribute values that MJML must know: literal, or chosen between literals; now and then, wrongly,
 * a hole.
 */
function layoutValue(spot: Spot, values: readonly string[]): string {
  const { random } = spot;
  if (random.chance(0.008)) return "{{n}}px";
  if (!random.chance(0.18)) return random.pick(values);
  return conditional(spot, () => random.pick(values), 1)
    .replace(/\{\{else if b\}\}/, "{{else if ../zzz}}")
    .replace("{{else if ../zzz}}", "{{else if b}}");
}

function freeValue(spot: Spot, write: () => string): string {
  return spot.random.chance(0.25) ? conditional(spot, write, 1) : write();
}

type Attribute = readonly [name: string, write: (spot: Spot) => string];

function layout(...values: readonly string[]) {
  return (spot: Spot): string => layoutValue(spot, values);
}
function color(spot: Spot): string {
  return freeValue(spot, () =>
    spot.random.chance(0.4) ? spot.random.pick(["#fff", "#a1b2c3", "red"]) : drawColor(spot),
  );
}
function url(spot: Spot): string {
  return freeValue(spot, () => drawUrl(spot));
}
function classes(spot: Spot): string {
  return spot.random.pick([
    "one",
    "one two",
    "{{@root.cls}}",
    "one {{@root.cls}}",
    conditional(spot, () => "pick", 1),
  ]);
}
function text(spot: Spot): string {
  return freeValue(spot, () => drawText(spot).replace(/\{\{#.*/, "static"));
}

function attributes(spot: Spot, options: readonly Attribute[]): string {
  const used = new Set<string>();
  for (let left = spot.random.below(4); left > 0; left--) {
    const [name, write] = spot.random.pick(options);
    if (!used.has(name)) used.add(name);
    else continue;
    used.delete(name);
    used.add(`${name}="${write(spot)}"`);
  }
  const seen = new Set<string>();
  return [...used]
    .filter((written) => {
      const name = written.split("=")[0] ?? "";
      const fresh = !seen.has(name);
      seen.add(name);
      return fresh;
    })
    .map((written) => ` ${written}`)
    .join("");
}

const padding: Attribute = ["padding", layout("0", "10px", "10px 20px", "5px 0 7px")];
const cssClass: Attribute = ["css-class", classes];
const borderTail: Attribute = [
  "border",
  (spot) =>
    spot.random.chance(0.5)
      ? `1px solid ${drawColor(spot)}`
      : layoutValue(spot, ["1px solid red", "none", "3px dashed #a1b2c3"]),
];
const radius: Attribute = [
  "border-radius",
  (spot) => freeValue(spot, () => spot.random.pick(["3px", "5px 0"])),
];

function leaf(spot: Spot): string {
  const { random } = spot;
  const kinds: readonly (() => string)[] = [
    () =>
      `<mj-text${attributes(spot, [["color", color], padding, ["align", () => random.pick(["left", "right"])], ["font-size", () => "15px"], cssClass, ["container-background-color", color], ["line-height", () => "1.5"]])}>${content(spot)}</mj-text>`,
    () => `<mj-text>${content(spot)}</mj-text>`,
    () => `<mj-text>${lines(spot)}</mj-text>`,
    () =>
      `<mj-button${attributes(spot, [["href", url], ["background-color", color], ["width", layout("100px", "50%")], padding, ["inner-padding", layout("10px 25px", "5px")], borderTail, radius, ["title", text], cssClass, ["align", () => "left"], ["color", color]])}>${content(spot)}</mj-button>`,
    () =>
      `<mj-image src="${random.pick(["{{@root.img}}", "https://cdn.test/a.png"])}"${attributes(spot, [["width", layout("100px", "50px")], ["alt", text], ["href", url], padding, borderTail, ["height", layout("auto", "40px")], ["fluid-on-mobile", layout("true", "false")], ["title", text], radius, cssClass])} />`,
    () =>
      `<mj-divider${attributes(spot, [["border-color", color], ["width", layout("100%", "50%", "80px")], padding, ["align", layout("left", "center", "right")], ["border-width", () => "2px"], cssClass])} />`,
    () =>
      `<mj-spacer${attributes(spot, [["height", () => random.pick(["10px", "20px"])], cssClass])} />`,
    () =>
      `<mj-table${attributes(spot, [["color", color], ["width", layout("100%", "300px")], cssClass, padding])}><tr><th>h</th></tr>${among(spot, (inner) => `<tr><td style="color:${drawColor(inner)}">${drawText(inner)}</td></tr>`, 0.8)}</mj-table>`,
    () => `<mj-raw>${among(spot, (inner) => `<tr><td>${content(inner)}</td></tr>`, 0.6)}</mj-raw>`,
    () =>
      `<mj-social${attributes(spot, [
        ["mode", layout("horizontal", "vertical")],
        ["icon-size", layout("20px", "30px")],
        ["align", () => "left"],
        ["color", color],
      ])}>${many(random, 2, () =>
        among(
          spot,
          (inner) =>
            `<mj-social-element name="${layoutValue(inner, ["web", "facebook-noshare", "twitter-noshare"])}" href="${drawUrl(inner)}"${attributes(
              inner,
              [
                ["background-color", color],
                ["color", color],
                ["alt", text],
              ],
            )}>${random.pick(["Web", `Us ${drawText(inner)}`, conditional(inner, () => "Us")])}</mj-social-element>`,
        ),
      )}</mj-social>`,
    () =>
      `<mj-navbar${attributes(spot, [
        ["hamburger", layout("hamburger")],
        ["align", () => "left"],
        ["ico-color", color],
        ["base-url", () => "https://shop.test"],
      ])}>${many(random, 2, () => among(spot, (inner) => `<mj-navbar-link href="/x/{{@root.n}}"${attributes(inner, [["color", color], cssClass, ["padding", () => "5px"]])}>${drawText(inner).replace(/\{\{#.*/, "Go")}</mj-navbar-link>`))}</mj-navbar>`,
    () =>
      `<mj-accordion${attributes(spot, [
        ["border", () => "none"],
        ["icon-position", layout("left", "right")],
        ["container-background-color", color],
      ])}>${many(random, 2, () =>
        among(
          spot,
          (inner) =>
            `<mj-accordion-element${attributes(inner, [
              ["background-color", color],
              ["icon-position", layout("left", "right")],
            ])}>${random.chance(0.2) ? conditional(inner, () => `<mj-accordion-title>T</mj-accordion-title>`, 0) : `<mj-accordion-title${attributes(inner, [["color", color]])}>${content(inner)}</mj-accordion-title>`}<mj-accordion-text>${content(inner)}</mj-accordion-text></mj-accordion-element>`,
        ),
      )}</mj-accordion>`,
    () =>
      `<mj-carousel${attributes(spot, [
        ["thumbnails", layout("visible", "hidden")],
        ["tb-border-radius", () => "3px"],
        ["icon-width", layout("20px", "30px")],
      ])}><mj-carousel-image src="https://cdn.test/1.png" />${
        random.chance(0.3)
          ? conditional(
              spot,
              (inner) =>
                `<mj-carousel-image src="${random.pick(["https://cdn.test/2.png", "{{@root.img}}"])}" href="${drawUrl(inner)}" />`,
            )
          : `<mj-carousel-image src="{{@root.img}}"${attributes(spot, [
              ["alt", text],
              ["href", url],
            ])} />`
      }</mj-carousel>`,
  ];
  if (spot.partials && random.chance(0.08))
    return random.pick(["{{> leaf}}", '{{> leaf name="arg"}}', "{{> leaf user}}"]);
  const roll = random.next();
  return roll < 0.75 ? random.pick(kinds.slice(0, 9))() : random.pick(kinds.slice(9))();
}

function leaves(spot: Spot): string {
  return many(spot.random, 3, () => among(spot, leaf));
}

function column(spot: Spot): string {
  return `<mj-column${attributes(spot, [["width", layout("50%", "100px", "33%")], ["background-color", color], padding, borderTail, ["vertical-align", () => "top"], cssClass, radius, ["inner-background-color", color], ["inner-border", () => "1px solid red"]])}>${leaves(spot)}</mj-column>`;
}

function maybe(spot: Spot, write: (spot: Spot) => string): string {
  const { random } = spot;
  if (random.chance(0.006)) return repeated(spot, write);
  if (random.chance(0.25)) return conditional(spot, write, 0.3);
  return write(spot);
}

function columns(spot: Spot): string {
  return many(spot.random, 3, () => {
    const roll = spot.random.next();
    if (roll < 0.12) {
      return maybe(
        spot,
        (inner) =>
          `<mj-group${attributes(inner, [
            ["width", layout("50%", "200px")],
            ["background-color", color],
            ["vertical-align", () => "top"],
            ["direction", () => "rtl"],
          ])}>${many(inner.random, 2, () => maybe(inner, column))}</mj-group>`,
      );
    }
    if (roll < 0.16) return `<mj-raw><!-- static --></mj-raw>`;
    return maybe(spot, column);
  });
}

const sectionAttributes: readonly Attribute[] = [
  padding,
  ["background-color", color],
  ["background-url", url],
  ["background-size", layout("cover", "auto", "50%")],
  ["background-repeat", layout("repeat", "no-repeat")],
  ["background-position", layout("top center", "left")],
  ["full-width", layout("full-width")],
  ["text-align", () => "left"],
  borderTail,
  radius,
  cssClass,
  ["direction", layout("ltr", "rtl")],
];

function section(spot: Spot): string {
  const gutter: readonly Attribute[] = spot.random.chance(0.1)
    ? [["gutter", layout("10px", "4%")]]
    : [];
  return `<mj-section${attributes(spot, [...sectionAttributes, ...gutter])}>${columns(spot)}</mj-section>`;
}

function wrapper(spot: Spot): string {
  const gap: readonly Attribute[] = spot.random.chance(0.25) ? [["gap", layout("10px")]] : [];
  return `<mj-wrapper${attributes(spot, [...sectionAttributes.slice(0, 6), cssClass, ...gap])}>${many(spot.random, 2, () => among(spot, section))}</mj-wrapper>`;
}

function hero(spot: Spot): string {
  return `<mj-hero${attributes(spot, [["mode", layout("fixed-height", "fluid-height")], ["height", layout("200px", "300px")], ["background-url", url], ["background-height", layout("100px", "200px")], ["background-width", layout("600px")], ["background-color", color], padding, cssClass, ["vertical-align", () => "top"]])}>${leaves(spot)}</mj-hero>`;
}

function block(spot: Spot): string {
  const roll = spot.random.next();
  if (spot.partials && roll < 0.06) return "{{> section}}";
  if (spot.partials && roll < 0.1)
    return '{{#> frame label="L"}}<mj-text>{{name}} in the slot</mj-text>{{/frame}}';
  if (roll < 0.65) return section(spot);
  if (roll < 0.8) return wrapper(spot);
  if (roll < 0.92) return hero(spot);
  return `<mj-raw>${among(spot, (inner) => `<table><tr><td>${content(inner)}</td></tr></table>`, 0.6)}</mj-raw>`;
}

function head(spot: Spot): string {
  const { random } = spot;
  const parts: readonly (() => string)[] = [
    () =>
      `<mj-title>${random.pick(["Static", "{{title}}", "{{#if a}}A {{name}}{{else}}B{{/if}}"])}</mj-title>`,
    () => `<mj-preview>${content({ ...spot }).replace(/<[^>]*>/g, "")}</mj-preview>`,
    () =>
      `<mj-attributes><mj-all color="${color(spot)}" /><mj-text ${random.pick(['color="{{col}}"', 'padding="3px"', 'css-class="base"'])} /><mj-class name="k" background-color="{{col2}}" color="#abc" /></mj-attributes>`,
    () =>
      `<mj-style>.one{color:${drawColor(spot)};} .two{margin:0}${random.chance(0.3) ? "{{#if a}}.three{color:red}{{/if}}" : ""}</mj-style>`,
    () =>
      `<mj-style inline="inline">.base{color:${random.pick(["red", "{{col}}"])};margin:1px} .two td{padding:2px}</mj-style>`,
    () => `<mj-font name="Raleway" href="https://fonts.test/raleway.css" />`,
    () => `<mj-breakpoint width="320px" />`,
    () => `{{#if b}}<mj-raw><meta name="x" content="y"></mj-raw>{{/if}}`,
    () =>
      `<mj-html-attributes><mj-selector path=".base div"><mj-html-attribute name="data-id">${random.pick(["42", "{{n}}"])}</mj-html-attribute></mj-selector></mj-html-attributes>`,
  ];
  const chosen = parts
    .filter((_, index) => random.chance(index === 4 || index === 8 ? 0.07 : 0.25))
    .map((part) => part());
  return `<mj-head>${chosen.join("\n")}</mj-head>`;
}

export function generateTemplate(random: Random): GeneratedTemplate {
  const spot: Spot = { random, where: "root", depth: 0, partials: true };
  const inPartial: Spot = { ...spot, partials: false, depth: 2 };
  const partials = {
    leaf: `<mj-text color="{{@root.col}}">{{name}} ${random.pick(words)}</mj-text>`,
    section: section(inPartial),
    frame: `<mj-section><mj-column><mj-text>{{label}}</mj-text>{{> @partial-block}}</mj-column></mj-section>`,
  };
  const top = many(random, 3, () => `${among(spot, block, 0.4)}\n`);
  const start = random.chance(0.6) ? head(spot) : "";
  return {
    mjml: `<mjml${random.chance(0.1) ? ' lang="en" dir="ltr"' : ""}>${start}<mj-body${attributes(spot, [["background-color", color], ["width", () => "500px"], cssClass])}>\n${top}</mj-body></mjml>`,
    partials,
  };
}

/**
 * What a recipient brings: truthy and falsy in all their forms, markup in names, lists of none to
 * three.
 */
export function generateData(random: Random): {
  attributes: Record<string, unknown>;
  memberships: string[];
} {
  const flag = (): unknown =>
    random.pick<unknown>([true, true, true, false, false, 0, "", "yes", null, undefined, []]);
  const name = (): string =>
    random.pick([
      "Ann",
      "Łukasz",
      "O'Brien",
      "<script>x</script>",
      'Tom & "Jerry"',
      "a=b`c",
      "李",
      "x < y > z",
      "",
      " in  two\twords\n",
    ]);
  const hex = (): string =>
    random.chance(0.2)
      ? `#${(0x100 + random.below(0xeff)).toString(16)}`
      : `#${(0x100000 + random.below(0xeffff)).toString(16)}`;
  const item = (): unknown => ({
    t: name(),
    u: `https://item.test/${random.below(100)}`,
    c: hex(),
    on: flag(),
    subs: Array.from({ length: random.below(3) }, (_, index) => `s${index}${random.below(9)}`),
  });
  return {
    attributes: {
      a: flag(),
      b: flag(),
      c: flag(),
      name: name(),
      title: name(),
      nick: random.pick<unknown>(["Al", "", null, undefined]),
      n: random.pick([0, 1, 2, 3]),
      cls: random.pick(["x1", "kk"]),
      col: hex(),
      col2: hex(),
      url: `https://u.test/a?b=${random.below(50)}&c=d`,
      img: `https://cdn.test/${random.below(50)}.png`,
      user: random.chance(0.85)
        ? { name: name(), vip: flag(), address: random.chance(0.7) ? { city: name() } : null }
        : null,
      items: random.chance(0.9)
        ? Array.from({ length: random.chance(0.1) ? 12 : random.below(4) }, item)
        : flag() === true
          ? undefined
          : [],
    },
    memberships: random.chance(0.5) ? ["vip"] : ["other"],
  };
}
