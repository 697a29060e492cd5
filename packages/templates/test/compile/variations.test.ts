// Variations that authors come up with beside the twenty-two cases: each is what MJML makes of it
// per recipient, or refused.
import { expect, it } from "vitest";
import { compileTemplate, verifyTemplate } from "../../src/compile/index.js";
import { recipient } from "../edge/assemble/recipient.js";

function B(inner: string, head = "") {
  return `<mjml>${head ? `<mj-head>${head}</mj-head>` : ""}<mj-body>${inner}</mj-body></mjml>`;
}
function S(inner: string, a = "") {
  return `<mj-section${a}>${inner}</mj-section>`;
}
function C(inner: string, a = "") {
  return `<mj-column${a}>${inner}</mj-column>`;
}
function T(inner: string, a = "") {
  return `<mj-text${a}>${inner}</mj-text>`;
}
/** A group beside a column of 50%. */
function halves(group = "") {
  return `<mj-group${group}>${C(T("{{name}}"))}</mj-group>${C(T("2"), ' width="50%"')}`;
}
function P(inner: string, head = "") {
  return B(S(C(inner)), head);
}
const people = [
  {
    a: true,
    b: true,
    c: false,
    name: 'Ann <&> "Q"',
    col: "#a1b2c3",
    url: "https://u.test/?a=1&b=2",
    cls: "kk",
    n: 3,
    lang: "de",
    dir: "ltr",
    items: [{ t: "x", c: "#112233", on: true, subs: ["p", "q"] }, { t: "y", subs: [] }, { t: "z" }],
    user: { name: "U", k: 1 },
    img: "https://i.test/a.png",
  },
  {
    a: false,
    b: true,
    c: true,
    name: "Łucja",
    col: "#0b1c2d",
    url: "https://u.test/z",
    cls: "x1",
    n: 1,
    lang: "en",
    dir: "rtl",
    items: [{ t: "one", c: "#445566" }],
    user: {},
    img: "https://i.test/b.png",
  },
  {
    a: true,
    b: false,
    name: "李",
    col: "#ffeedd",
    url: "https://u.test/q",
    cls: "y2",
    n: 0,
    lang: "fr",
    dir: "ltr",
    items: [],
    img: "https://i.test/c.png",
  },
  {
    a: false,
    b: false,
    name: "B",
    col: "#000000",
    url: "https://u.test/",
    cls: "z3",
    n: 2,
    lang: "es",
    dir: "ltr",
    img: "https://i.test/d.png",
  },
].map((x, i) => recipient(x, { memberships: i % 2 === 1 ? ["vip"] : [] }));
type Case = string | readonly [mjml: string, partials: Readonly<Record<string, string>>];
function taken(given: Case) {
  return typeof given === "string" ? { mjml: given } : { mjml: given[0], partials: given[1] };
}
const base = { id: "c", messageClass: "service", subject: "s" } as const;

const equal: Readonly<Record<string, Case>> = {
  rawInSection: B(S(`{{#if a}}<mj-raw><!-- htmlmin:ignore --></mj-raw>{{/if}}${C(T("x"))}`)),
  withSection: B(
    `{{#with user}}${S(C(T("{{name}} {{../name}}")))}{{else}}${S(C(T("none")))}{{/with}}`,
  ),
  headStyle: P(
    T("x"),
    "{{#if a}}<mj-style>.a{color:red}</mj-style>{{else}}<mj-style>.b{color:blue}</mj-style>{{/if}}",
  ),
  headTitle2: P(T("x"), "<mj-title>{{#if a}}A{{else}}B{{/if}} {{name}}</mj-title>"),
  headPreview2: P(T("x"), "<mj-preview>{{#if a}}P{{/if}}</mj-preview>"),
  headRaw: P(T("x"), "<mj-raw><meta name='x' content='{{name}}'></mj-raw>"),
  headRawEach: P(
    T("x"),
    "{{#each items}}<mj-raw><meta name='x' content='{{t}}'></mj-raw>{{/each}}",
  ),
  elseif: B(
    S(
      `{{#if a}}${C(T("1"))}{{else if b}}${C(T("2"))}${C(T("3"))}{{else}}${C(T("4"))}{{/if}}${C(T("5"))}`,
    ),
  ),
  elseifW: B(
    `<mj-wrapper padding="5px">${S(`{{#if a}}${C(T("1"))}{{/if}}${C(T("5"))}`)}{{#if b}}${S(C(T("z")))}{{/if}}</mj-wrapper>`,
  ),
  groupVar: B(
    S(
      `<mj-group>{{#segment "vip"}}${C(T("1"))}{{/segment}}${C(T("2"))}${C(T("3"), ' width="33.33%"')}</mj-group>`,
    ),
  ),
  groupIn: B(
    S(`{{#if a}}<mj-group>${C(T("1"))}{{#if b}}${C(T("2"))}{{/if}}</mj-group>{{/if}}${C(T("3"))}`),
  ),
  eachSecFirst: B(
    `{{#each items}}${S(`{{#if @first}}${C(T("first"))}{{/if}}${C(T("{{t}}"))}`)}{{/each}}`,
  ),
  eachSecOn: B(
    `{{#each items}}${S(`{{#if on}}${C(T("on"))}{{/if}}${C(T("{{t}}{{#each subs}}{{this}}{{@index}}{{@../index}}{{/each}}"))}`)}{{/each}}`,
  ),
  eachNested: P(
    "{{#each items}}{{#each subs}}<mj-text>{{this}} {{../t}} {{@root.name}}</mj-text>{{else}}<mj-text>no {{t}}</mj-text>{{/each}}{{/each}}",
  ),
  commentArrow: P(T("a {{!-- --> <!-- }} --}} b {{! x }} c")),
  htmlComment: P(T("a <!-- static comment --> b")),
  colors: P(
    "<mj-text mj-class='{{#if a}}k{{else}}l{{/if}}'>x</mj-text><mj-button background-color='{{#if b}}#abc{{else}}{{col}}{{/if}}' href='{{url}}'>b</mj-button>",
    "<mj-attributes><mj-class name='k' color='#abc' /><mj-class name='l' color='{{col}}' /></mj-attributes>",
  ),
  navHref: P(
    "<mj-navbar base-url='https://b.test'><mj-navbar-link href='{{#if a}}/x{{else}}/y{{/if}}'>{{name}}</mj-navbar-link>{{#each items}}<mj-navbar-link href='/{{t}}'>{{t}}</mj-navbar-link>{{/each}}</mj-navbar>",
  ),
  social: P(
    "<mj-social>{{#each items}}<mj-social-element name='facebook' href='{{@root.url}}'>{{t}}</mj-social-element>{{/each}}</mj-social>",
  ),
  socialCustom: P(
    "<mj-social><mj-social-element src='{{img}}' href='{{url}}' alt='{{name}}'>{{name}}</mj-social-element><mj-social-element name='unknown-thing' src='{{img}}'>x</mj-social-element></mj-social>",
  ),
  socialCond: P(
    "<mj-social mode='{{#if a}}vertical{{else}}horizontal{{/if}}'><mj-social-element name='web' href='{{#if b}}{{url}}{{/if}}'>  {{#if a}}t{{/if}}  </mj-social-element></mj-social>",
  ),
  carousel: P(
    "<mj-carousel><mj-carousel-image src='{{img}}' href='{{#if a}}{{url}}{{/if}}' /><mj-carousel-image src='{{img}}' title='{{name}}' /></mj-carousel>",
  ),
  cssClassAll: B(
    `<mj-wrapper css-class="w {{cls}}">${S(C(T("x"), ' css-class="{{cls}} c"'), ' css-class="{{#if a}}s1 s2{{/if}}"')}</mj-wrapper><mj-hero css-class="h {{cls}}">${T("x")}</mj-hero>`,
  ),
  bodyAttr: `<mjml lang="{{lang}}" dir="{{dir}}"><mj-body background-color="{{col}}" css-class="{{cls}}">${S(C(T("x")))}</mj-body></mjml>`,
  bodyAttrIf: `<mjml lang="{{#if a}}de{{else}}en{{/if}}"><mj-body background-color="{{#if a}}#fff{{else}}{{col}}{{/if}}">${S(C(T("x")))}</mj-body></mjml>`,
  inlineStyle2: P(
    T("<p class='q'>{{name}}</p>{{#if a}}<p class='q'>z</p>{{/if}}"),
    "<mj-style inline='inline'>.q{color:{{col}};margin:0}</mj-style>",
  ),
  media: P(T("x"), "<mj-style>@media (max-width:{{n}}00px){.a{color:{{col}} } }</mj-style>"),
  captureIndex: P(
    "{{#each items}}<mj-text>{{@index}} {{@key}} {{@first}} {{@last}}</mj-text>{{/each}}",
  ),
  braces: P(T("{ {{name}} } {{'{'}} x"), ""),
  entities: P(
    T("&nbsp;&copy; &amp; & < 5 &#8364; &euro;") +
      "<mj-button href='https://a.test/?a=1&amp;b={{n}}&c=3'>&lt;x&gt;</mj-button>",
  ),
  br: P(T("a<br>b<br/>c<hr>d<img src='{{img}}'>e <p>unclosed")),
  table: P(
    "<mj-table width='{{#if a}}100%{{else}}200px{{/if}}' cellpadding='{{n}}'>{{#each items}}<tr style='{{#if on}}background:{{c}};{{/if}}color:red'><td colspan='{{@index}}'>{{t}}</td></tr>{{else}}<tr><td>-</td></tr>{{/each}}</mj-table>",
  ),
  ws: P(T("a {{~#if a~}} b {{~else~}} c {{~/if~}} d {{~name~}} e")),
  wsStandalone: B(`\n  {{#if a}}\n  ${S(C(T("x")))}\n  {{else}}\n  ${S(C(T("y")))}\n  {{/if}}\n`),
  fileStart: B(`<mj-raw position='file-start'><!-- {{n}} --></mj-raw>${S(C(T("x")))}`),
  accordion: P(
    "<mj-accordion>{{#each items}}<mj-accordion-element><mj-accordion-title>{{t}}</mj-accordion-title><mj-accordion-text>{{#if on}}on{{/if}}</mj-accordion-text></mj-accordion-element>{{/each}}</mj-accordion>",
  ),
  accordion2: P(
    "<mj-accordion border='1px solid {{col}}' padding='{{#if a}}1px{{else}}2px{{/if}}'><mj-accordion-element font-family='{{#if a}}Arial{{else}}Lato{{/if}}'><mj-accordion-title color='{{col}}'>t</mj-accordion-title></mj-accordion-element></mj-accordion>",
  ),
  hero: B(
    `<mj-hero background-url='{{#if a}}{{img}}{{/if}}' background-color='{{col}}' mode='{{#if b}}fixed-height{{else}}fluid-height{{/if}}' height='300px' background-width='600px' background-height='300px'>{{#if a}}${T("x")}{{/if}}<mj-button href='{{url}}'>b</mj-button></mj-hero>`,
  ),
  wrapperBg: B(
    `<mj-wrapper full-width='full-width' background-url='{{img}}' background-color='{{col}}'>{{#each items}}${S(C(T("{{t}}")))}{{/each}}</mj-wrapper>`,
  ),
  wrapperIfEmpty: B(`<mj-wrapper>{{#if a}}${S(C(T("x")))}{{/if}}</mj-wrapper>`),
  sectionEmptyIf: B(S(`{{#if a}}${C(T("x"))}{{/if}}`)),
  passUnits: P(
    T(
      "x",
      " line-height='{{n}}5px' letter-spacing='{{n}}px' font-size='1{{n}}px' height='{{n}}0px' padding-left='{{n}}px'",
    ) +
      "<mj-spacer height='{{n}}px' /><mj-divider border-width='{{n}}px' border-color='{{col}}' border-style='{{#if a}}solid{{else}}dashed{{/if}}' />",
  ),
  image: P(
    "<mj-image src='{{img}}' srcset='{{img}} 300w, https://x.test/b.png 2x' sizes='{{n}}px' alt='{{name}}' title='{{#if a}}t{{/if}}' rel='{{cls}}' usemap='{{cls}}' border-radius='{{n}}px' border='{{#if a}}1px solid red{{else}}none{{/if}}' fluid-on-mobile='{{#if a}}true{{else}}false{{/if}}' max-height='{{n}}0px' />",
  ),
  columnAttr: B(
    S(
      C(
        T("x"),
        " vertical-align='{{#if a}}top{{else}}middle{{/if}}' background-color='{{col}}' inner-background-color='{{col}}' border-radius='{{n}}px' inner-border='1px solid {{col}}' border-left='{{#if a}}5px solid {{col}}{{else}}0{{/if}}' padding='{{#if b}}5px{{else}}9px 3px{{/if}}'",
      ),
    ),
  ),
  partialAttr: [
    P(T("x", " color='{{> c}}' css-class='{{> k}}'")),
    { c: "{{#if a}}red{{else}}{{col}}{{/if}}", k: "kk" },
  ],
  partialCtx: [
    P("{{#each items}}{{> p this}}{{/each}}{{> p user}}{{> p}}"),
    { p: "<mj-text>{{t}}{{name}}</mj-text>" },
  ],
  partialBlock: [
    B(
      `{{#> frame title="T"}}${T("slot {{name}}")}{{#each items}}${T("{{t}}{{title}}")}{{/each}}{{/frame}}`,
    ),
    { frame: S(C(`${T("{{title}}")}{{> @partial-block}}`)) },
  ],
  nestedSlot: [
    B(`{{#> outer}}{{#> inner}}${T("deep {{name}}")}{{/inner}}{{/outer}}`),
    { outer: S("{{> @partial-block}}"), inner: C("{{> @partial-block}}") },
  ],
  blockParams: P(
    "{{#each items as |it i|}}<mj-text color='{{#if it.c}}{{it.c}}{{else}}red{{/if}}'>{{i}} {{it.t}} {{name}}</mj-text>{{/each}}",
  ),
  styleIf: P(
    T(
      "<p style='color:red;{{#if a}}font-weight:bold{{/if}}'>x</p><p class='{{#if a}}x{{else}}y{{/if}}' style='{{#if a}}margin:0{{else}}padding:0{{/if}}'>z</p>",
    ),
  ),
  tagComment: P(T("<a href='{{url}}' {{!-- c --}}>x</a>")),
  mso: P(
    "<mj-raw><!--[if mso]><p style='color:{{col}}'>{{name}}</p><![endif]--><!--[if !mso]><!--><p>{{name}}</p><!--<![endif]--></mj-raw>",
  ),
  msoIf: P("<mj-raw><!--[if mso]>{{#if a}}<p>A</p>{{else}}<p>B</p>{{/if}}<![endif]--></mj-raw>"),
  msoSplit: P("<mj-raw>{{#if a}}<!--[if mso]><p>A</p><![endif]-->{{/if}}</mj-raw>"),
  eachObject: P("{{#each user}}<mj-text>{{@key}}={{this}}</mj-text>{{/each}}"),
  logic: P(
    T(
      "{{#if items.length}}n{{items.length}}{{/if}}{{#if (and a (not b))}}x{{/if}}{{#if (or c a)}}y{{/if}}{{#unless (eq n 2)}}z{{/unless}}{{#if (gt n 1)}}w{{/if}}",
    ),
  ),
  unquoted: P("<mj-text align=center color={{col}}>x</mj-text>"),
  single: P(`<mj-text color='{{col}}' css-class='a "b"'>x</mj-text>`),
  upper: P("<MJ-TEXT>x</MJ-TEXT>"),
  selfClosed: B(S(`<mj-column/>${C("<mj-text/>{{#if a}}<mj-spacer/>{{/if}}")}`)),
  bom: `\ufeff${P(T("x {{name}}"))}`,
  crlf: P(T("x {{name}}\r\n{{#if a}}\r\ny\r\n{{/if}}\r\n")).replace(/></g, ">\r\n<"),
  doctype: `<!doctype mjml>\n${P(T("x"))}`,
  xml: `<?xml version="1.0"?>\n${P(T("x {{name}}"))}`,
  lead: `{{!-- head --}}\n<!-- c -->\n${P(T("x"))}`,
  strEnt: P(T(`{{upper "a &amp; b"}} {{lower "<B>"}}`)),
  boolNum: P(T("{{a}} {{n}} {{true}} {{12}} {{null}} {{undefined}} {{'lit'}}")),
  gutter: B(
    S(
      `${C(T("1"))}{{#if a}}${C(T("2"))}{{/if}}${C(T("3"))}`,
      ' gutter="{{#if b}}10px{{else}}4%{{/if}}"',
    ),
  ),
  htmlAttr: P(
    T("x", ' css-class="q"'),
    `<mj-html-attributes><mj-selector path=".q div"><mj-html-attribute name="data-id">{{n}}</mj-html-attribute></mj-selector></mj-html-attributes>`,
  ),
  rtl: B(
    S(`${C(T("1"))}{{#if a}}${C(T("2"))}{{/if}}`, ' direction="{{#if b}}rtl{{else}}ltr{{/if}}"'),
  ),
  condWidth: B(
    S(
      `${C(T("1"), ' width="{{#if a}}30%{{else}}70%{{/if}}"')}${C(T("2"), ' width="{{#if a}}70%{{else}}30%{{/if}}"')}`,
    ),
  ),
  thirds: B(
    S(`${C(T("1"))}${C(T("2"))}{{#if a}}${C(T("3"))}{{/if}}`) +
      S(`<mj-group>${C(T("1"))}${C(T("2"))}${C(T("3"))}</mj-group>`),
  ),
  manySame: B(
    S(
      `{{#if a}}${C(T("1"))}{{/if}}{{#unless a}}${C(T("2"))}{{/unless}}{{#if a}}${C(T("3"))}{{/if}}${C(T("4"))}`,
    ),
  ),
  deepIf: B(
    S(
      C(
        `{{#if a}}{{#if b}}{{#unless c}}${T("x", ' padding="{{#if a}}1px{{else}}2px{{/if}}"')}{{/unless}}{{/if}}{{else}}<mj-image src="{{img}}" width="{{#if b}}10px{{else}}20px{{/if}}" />{{/if}}`,
      ),
    ),
  ),
  colIfAttrLoop: B(
    S(
      C(
        `{{#each items}}<mj-image src="{{@root.img}}" width="{{#if on}}10px{{else}}20px{{/if}}" />{{/each}}`,
      ),
    ),
  ),
  colIfAttrLoop2: B(
    `{{#each items}}${S(C(T("x"), ' width="{{#if on}}40%{{else}}60%{{/if}}"') + C(T("y")))}{{/each}}`,
  ),
  wrapperGap: B(
    `<mj-wrapper gap="{{#if a}}10px{{/if}}">${S(C(T("x")), ' background-color="{{col}}"')}${S(C(T("y")), ' background-color="#fff"')}</mj-wrapper>`,
  ),
  mjAllHole: P(
    `${T("x")}<mj-button>b</mj-button>`,
    "<mj-attributes><mj-all color='{{col}}' /></mj-attributes>",
  ),
  textWithMj: P(T("the tag &lt;mj-text&gt; and mj-raw {{name}} </ mj>")),
  styleTag: P("<mj-raw><style>.z{color:{{col}};background:url('{{img}}')}</style></mj-raw>"),
  titleInRaw: P("<mj-raw><p title='{{name}}' data-x='{{#if a}}1{{/if}}'>{{name}}</p></mj-raw>"),
  eachElse: B(
    `{{#each items}}${S(C(T("{{t}}")))}{{else}}${S(C(T("none")))}${S(C(T("none2")))}{{/each}}`,
  ),
  segElse: B(`{{#segment "vip"}}${S(C(T("vip")))}{{else}}${S(C(T("not")))}{{/segment}}`),
  ifInUrl: P(
    T("<a href='https://a.test/{{#if a}}x{{else}}y{{/if}}?z={{n}}{{#if b}}&amp;q=1{{/if}}'>x</a>"),
  ),
  pre: P(T("<pre>  a\n   {{name}}\n</pre>")),
  preview: P(
    T("x"),
    "<mj-preview>Hi {{name}} &amp; co &zwnj; {{#each items}}{{t}}{{/each}}</mj-preview>",
  ),
  sectionBgPos: B(
    S(
      C(T("x")),
      ` background-url="{{img}}" background-position="{{#if a}}top left{{else}}center{{/if}}" background-size="{{#if b}}cover{{else}}auto{{/if}}"`,
    ),
  ),
  sectionPos: B(
    S(
      C(T("x")),
      ` background-url="{{img}}" background-position-x="{{#if a}}left{{else}}10%{{/if}}"`,
    ),
  ),
  tableInCol: B(
    S(
      C(
        "{{#if a}}<mj-table><tr><td>1</td></tr></mj-table>{{/if}}<mj-table>{{#each items}}{{#if on}}<tr><td>{{t}}</td></tr>{{/if}}{{/each}}</mj-table>",
      ),
    ),
  ),
  partialOwnScope: [
    B("{{#each items}}{{> row}}{{> named label=t other=@index shop=../name}}{{/each}}"),
    {
      row: S(C(T("{{t}} {{@root.name}} {{#each subs}}{{this}} {{../t}}{{/each}}"))),
      named: S(C(T("{{label}}{{other}}{{t}}{{shop}}"))),
    },
  ],
};

it.each(Object.keys(equal))("%s", async (name) => {
  const { differences, skipped, compared } = await verifyTemplate(
    { ...base, ...taken(equal[name] ?? "") },
    people,
  );
  expect(skipped).toEqual([]);
  expect(differences).toEqual([]);
  expect(compared).toBe(people.length);
});

const refused: Readonly<Record<string, readonly [code: string, given: Case]>> = {
  inlineStyle: [
    "TEMPLATE_INLINE_STYLE",
    P(
      T("<p class='q'>x</p>"),
      "<mj-style inline='inline'>.q{color:{{col}};font-size:{{#if a}}10px{{else}}12px{{/if}} }</mj-style>",
    ),
  ],
  headAttr: [
    "TEMPLATE_NO_RAW_HERE",
    P(T("x"), "{{#if a}}<mj-attributes><mj-text color='red' /></mj-attributes>{{/if}}"),
  ],
  headAttr2: [
    "TEMPLATE_NO_RAW_HERE",
    P(T("x"), "<mj-attributes>{{#if a}}<mj-text color='red' />{{/if}}</mj-attributes>"),
  ],
  headTitle: [
    "TEMPLATE_NO_RAW_HERE",
    P(T("x"), "{{#if a}}<mj-title>A</mj-title>{{else}}<mj-title>B</mj-title>{{/if}}"),
  ],
  headFont: [
    "TEMPLATE_NO_RAW_HERE",
    P(T("x"), "{{#if a}}<mj-font name='Ral' href='https://f.test/' />{{/if}}"),
  ],
  headPreview: [
    "TEMPLATE_NO_RAW_HERE",
    P(T("x"), "{{#if a}}<mj-preview>P {{name}}</mj-preview>{{/if}}"),
  ],
  cdata: ["TEMPLATE_HOLE_POSITION", P("<mj-raw><![CDATA[ {{name}} ]]></mj-raw>")],
  button: [
    "TEMPLATE_LAYOUT_ATTR",
    P(
      "<mj-button href='{{url}}' inner-padding='{{n}}px 5px' border='{{n}}px solid {{col}}' border-radius='{{n}}px' rel='{{cls}}' name='{{name}}' title='{{name}}' target='{{#if a}}_self{{else}}_blank{{/if}}' font-weight='{{#if a}}bold{{else}}normal{{/if}}' width='{{#if a}}100px{{else}}50%{{/if}}'>{{#if b}}Go {{name}}{{/if}}</mj-button>",
    ),
  ],
  partialScope: [
    "TEMPLATE_SCOPE",
    [
      B(`{{#each items}}{{> row}}{{> named label=t other=@index}}{{/each}}`),
      { row: S(C(T("{{t}} {{../name}} {{@index}}"))), named: S(C(T("{{label}}{{other}}{{t}}"))) },
    ],
  ],
  group33: [
    "TEMPLATE_WIDTH_CLASS",
    B(
      S(
        `<mj-group width="33.4%">${C(T("1"))}</mj-group>{{#if a}}<mj-group width="33.1%">${C(T("1"))}</mj-group>{{/if}}`,
      ),
    ),
  ],
  groupEmptyWidth: [
    "TEMPLATE_WIDTH_CLASS",
    B(
      S(
        `<mj-group width="{{#if a}}40%{{/if}}">${C(T("1"))}</mj-group>${C(T("2"), ' width="33%"')}${C("")}`,
      ),
    ),
  ],
  groupTagWidth: [
    "TEMPLATE_WIDTH_CLASS",
    B(S(halves()), "<mj-attributes><mj-group width='50.4%' /></mj-attributes>"),
  ],
  groupClassWidth: [
    "TEMPLATE_WIDTH_CLASS",
    B(
      S(halves(), ' mj-class="k"'),
      "<mj-attributes><mj-class name='k'><mj-group width='50.4%' /></mj-class></mj-attributes>",
    ),
  ],
  groupOwnClassWidth: [
    "TEMPLATE_WIDTH_CLASS",
    B(
      S(halves(' mj-class="x k"')),
      "<mj-attributes><mj-class name='k' width='50.4%' /></mj-attributes>",
    ),
  ],
  mjAll: [
    "TEMPLATE_LAYOUT_ATTR",
    P(
      `${T("x")}<mj-divider />`,
      "<mj-attributes><mj-all padding='{{#if a}}1px{{else}}2px{{/if}}' /></mj-attributes>",
    ),
  ],
  mjBreakpoint: [
    "TEMPLATE_LAYOUT_ATTR",
    P(T("x"), "<mj-breakpoint width='{{#if a}}300px{{else}}400px{{/if}}' />"),
  ],
};

it.each(Object.keys(refused))("%s is refused", async (name) => {
  const [code, given] = refused[name] ?? ["", ""];
  await expect(compileTemplate({ ...base, ...taken(given) })).rejects.toMatchObject({
    code,
    line: expect.any(Number),
    column: expect.any(Number),
  });
});
