// How the attribute table is made, for the script that writes it and the test that checks it.
import { createRequire } from "node:module";
import mjml2html from "mjml";

export interface DerivedElement {
  readonly ending: boolean;
  readonly children: readonly string[];
  /** Some value, put in place of a token afterwards, gives other HTML than MJML makes of it. */
  readonly layout: readonly string[];
  /** As `layout`, but safe behind a literal width: `1px solid ?`. */
  readonly tail: readonly string[];
  /** MJML asks whether they are empty. */
  readonly presence: readonly string[];
  readonly colors: readonly string[];
}

interface Component {
  readonly allowedAttributes?: Readonly<Record<string, string>>;
  readonly endingTag?: boolean;
}

const fromMjml = createRequire(createRequire(import.meta.url).resolve("mjml"));
const components: Readonly<Record<string, Component>> = fromMjml("mjml-core").components;
const dependencies: Readonly<Record<string, readonly (string | RegExp)[]>> =
  fromMjml("mjml-preset-core").dependencies;

const leaf: Readonly<Record<string, (attributes: string) => string>> = {
  "mj-text": (a) => `<mj-text ${a}>words</mj-text>`,
  "mj-button": (a) => `<mj-button ${a}>Go</mj-button>`,
  "mj-image": (a) => `<mj-image ${a} />`,
  "mj-divider": (a) => `<mj-divider ${a} />`,
  "mj-spacer": (a) => `<mj-spacer ${a} />`,
  "mj-table": (a) => `<mj-table ${a}><tr><td>x</td></tr></mj-table>`,
  "mj-social": (a) =>
    `<mj-social ${a}><mj-social-element name="web" href="https://e.test/w">Web</mj-social-element></mj-social>`,
  "mj-social-element": (a) =>
    `<mj-social><mj-social-element ${a}>Web</mj-social-element></mj-social>`,
  "mj-navbar": (a) => `<mj-navbar ${a}><mj-navbar-link href="/a">A</mj-navbar-link></mj-navbar>`,
  "mj-navbar-link": (a) =>
    `<mj-navbar base-url="https://e.test"><mj-navbar-link ${a}>A</mj-navbar-link></mj-navbar>`,
  "mj-accordion": (a) =>
    `<mj-accordion ${a}><mj-accordion-element><mj-accordion-title>T</mj-accordion-title><mj-accordion-text>X</mj-accordion-text></mj-accordion-element></mj-accordion>`,
  "mj-accordion-element": (a) =>
    `<mj-accordion><mj-accordion-element ${a}><mj-accordion-title>T</mj-accordion-title><mj-accordion-text>X</mj-accordion-text></mj-accordion-element></mj-accordion>`,
  "mj-accordion-title": (a) =>
    `<mj-accordion><mj-accordion-element><mj-accordion-title ${a}>T</mj-accordion-title><mj-accordion-text>X</mj-accordion-text></mj-accordion-element></mj-accordion>`,
  "mj-accordion-text": (a) =>
    `<mj-accordion><mj-accordion-element><mj-accordion-title>T</mj-accordion-title><mj-accordion-text ${a}>X</mj-accordion-text></mj-accordion-element></mj-accordion>`,
  "mj-carousel": (a) =>
    `<mj-carousel ${a}><mj-carousel-image src="https://e.test/1.png" /><mj-carousel-image src="https://e.test/2.png" /></mj-carousel>`,
  "mj-carousel-image": (a) =>
    `<mj-carousel><mj-carousel-image ${a} /><mj-carousel-image src="https://e.test/2.png" /></mj-carousel>`,
};

const inner = `<mj-image src="https://e.test/i.png" /><mj-divider width="50%" /><mj-button href="https://e.test">B</mj-button>`;
function column(a: string): string {
  return `<mj-column ${a}>${inner}</mj-column>`;
}
function body(sections: string): string {
  return `<mjml><mj-body>${sections}</mj-body></mjml>`;
}
function section(columns: string): string {
  return `<mj-section>${columns}</mj-section>`;
}

/** Documents in which an element's attributes can be felt. */
const hosts: Readonly<Record<string, readonly ((attributes: string) => string)[]>> = {
  "mj-body": [(a) => `<mjml><mj-body ${a}>${section(column("") + column(""))}</mj-body></mjml>`],
  "mj-section": [
    (a) => body(`<mj-section ${a}>${column("")}${column("")}</mj-section>`),
    (a) =>
      body(
        `<mj-wrapper>${section(column(""))}<mj-section ${a}>${column("")}${column("")}</mj-section></mj-wrapper>`,
      ),
  ],
  "mj-wrapper": [
    (a) =>
      body(
        `<mj-wrapper ${a}>${section(column(""))}${section(column("") + column(""))}</mj-wrapper>`,
      ),
    (a) => {
      const painted = `<mj-section background-color="#445566">${column("")}</mj-section>`;
      return body(`<mj-wrapper ${a}>${painted}${painted}</mj-wrapper>`);
    },
  ],
  "mj-column": [
    (a) => body(section(column(a) + column(""))),
    (a) => body(section(`<mj-group>${column(a)}${column("")}</mj-group>`)),
  ],
  "mj-group": [(a) => body(section(`<mj-group ${a}>${column("")}${column("")}</mj-group>`))],
  "mj-hero": [(a) => body(`<mj-hero ${a}>${inner}</mj-hero>`)],
};
for (const [tag, write] of Object.entries(leaf)) {
  Object.assign(hosts, {
    [tag]: [
      (a: string) =>
        body(
          section(`<mj-column>${write(a)}</mj-column><mj-column><mj-text>x</mj-text></mj-column>`),
        ),
    ],
  });
}

/** Attributes that make others count. */
const companions: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  "mj-section": [
    {},
    { "background-url": "https://e.test/b.png", "background-color": "#112233" },
    { "background-url": "https://e.test/b.png", "full-width": "full-width" },
    { "background-url": "https://e.test/b.png", "background-size": "cover" },
    { gutter: "10px" },
  ],
  "mj-wrapper": [
    {},
    { "background-url": "https://e.test/b.png", "background-color": "#112233" },
    { "background-url": "https://e.test/b.png", "background-size": "50%" },
    { gap: "10px", "background-color": "#112233" },
  ],
  "mj-hero": [
    {},
    {
      mode: "fixed-height",
      height: "300px",
      "background-url": "https://e.test/b.png",
      "background-height": "200px",
      "background-width": "600px",
    },
    {
      mode: "fluid-height",
      "background-url": "https://e.test/b.png",
      "background-height": "200px",
      "background-width": "600px",
    },
  ],
  "mj-column": [{}, { border: "1px solid red", padding: "5px", "inner-border": "1px solid blue" }],
  "mj-image": [
    { src: "https://e.test/i.png" },
    {
      src: "https://e.test/i.png",
      href: "https://e.test",
      width: "100px",
      "fluid-on-mobile": "true",
    },
  ],
  "mj-button": [{}, { href: "https://e.test", width: "200px" }],
  "mj-text": [{}, { height: "20px" }],
  "mj-social": [{}, { mode: "vertical" }],
  "mj-social-element": [
    { name: "facebook", href: "https://e.test" },
    { src: "https://e.test/i.png", href: "https://e.test" },
    { "icon-position": "right", name: "web" },
  ],
  "mj-navbar": [{}, { hamburger: "hamburger", "base-url": "https://e.test" }],
  "mj-carousel-image": [
    { src: "https://e.test/1.png" },
    {
      src: "https://e.test/1.png",
      href: "https://e.test",
      "thumbnails-src": "https://e.test/t.png",
    },
  ],
  "mj-divider": [{}, { width: "100px" }],
};

const words = ["x1", "13px", "50%", "none", "auto", "1px solid #a1b2c3", "2px dotted red"];
const byName: Readonly<Record<string, readonly string[]>> = {
  mode: ["fixed-height", "fluid-height"],
  hamburger: ["hamburger"],
  "full-width": ["full-width", "false"],
  "background-size": ["cover", "contain", "10px 20px"],
  "background-repeat": ["repeat", "no-repeat"],
  "background-position": ["top center", "left", "bottom right", "40% 30%"],
  "background-position-x": ["left", "center"],
  "background-position-y": ["top", "bottom"],
  name: ["facebook", "twitter-noshare", "web"],
  "font-family": ["Roboto, Arial", "Open Sans"],
  "css-class": [],
};

function createProbes(attribute: string, type: string): readonly string[] {
  if (attribute === "css-class") return ["one"];
  if (type === "color") return ["#a1b2c3", "red", "transparent"];
  if (type === "boolean") return ["true", "false"];
  if (type === "integer") return ["3", "0"];
  const choices = /^enum\((.*)\)/.exec(type)?.[1];
  if (choices !== undefined) return choices.split(",");
  const units = /^unit\(([^)]*)\)/.exec(type)?.[1];
  if (units === undefined) return [...words, ...(byName[attribute] ?? [])];
  const probes: string[] = [];
  for (const unit of units.split(",")) {
    if (unit === "auto") probes.push("auto");
    else probes.push(`13${unit}`, `0${unit}`);
  }
  if (/\{1,4\}/.test(type)) probes.push("11px 13px", "1px 2px 3px", "1px 2px 3px 5px");
  return probes;
}

const token = "zqtokenqz";

async function html(document: string): Promise<string> {
  try {
    const result = await mjml2html(document, { validationLevel: "skip" });
    return result.html.replace(/[0-9a-f]{16}/g, "id");
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");
}

/**
 * For each element of the installed MJML: which attributes take part in layout, and what it may
 * hold.
 */
export async function deriveElements(): Promise<Readonly<Record<string, DerivedElement>>> {
  const derived: Record<string, DerivedElement> = {};
  for (const [tag, component] of Object.entries(components)) {
    const layout: string[] = [];
    const tail: string[] = [];
    const presence: string[] = [];
    const colors: string[] = [];
    for (const [attribute, type] of Object.entries({
      ...component.allowedAttributes,
      "css-class": "string",
    })) {
      if (type === "color") colors.push(attribute);
      const documents = (hosts[tag] ?? []).flatMap((host) =>
        (companions[tag] ?? [{}]).map(
          (beside) =>
            (value: string): string =>
              host(written({ ...beside, [attribute]: value })),
        ),
      );
      // With the token it is the same document for each value.
      const known = new Map<string, string>();
      const heldBy = async (document: string): Promise<string> => {
        const found = known.get(document) ?? (await html(document));
        known.set(document, found);
        return found;
      };
      const same = async (pattern: string, value: string): Promise<boolean> => {
        for (const document of documents) {
          const held = await heldBy(document(pattern.replace("?", token)));
          if (held.replaceAll(token, value) !== (await html(document(pattern.replace("?", value)))))
            return false;
        }
        return true;
      };
      if (!(await same("?", ""))) presence.push(attribute);
      let passes = true;
      for (const probe of createProbes(attribute, type)) passes &&= await same("?", probe);
      if (passes) continue;
      layout.push(attribute);
      if (
        /border/.test(attribute) &&
        !/radius/.test(attribute) &&
        (await same("3px solid ?", "#a1b2c3")) &&
        (await same("3px solid ?", "red"))
      ) {
        tail.push(attribute);
      }
    }
    derived[tag] = {
      ending: component.endingTag === true,
      children: (dependencies[tag] ?? []).filter((child) => typeof child === "string"),
      layout: layout.sort(),
      tail: tail.sort(),
      presence: presence.sort(),
      colors: colors.sort(),
    };
  }
  return derived;
}

export function installedVersion(): string {
  return createRequire(import.meta.url)("mjml/package.json").version;
}
