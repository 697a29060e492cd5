import { existsSync, readFileSync } from "node:fs";
import type { RenderInput } from "@wellsent/templates";
import { field, type TemplateDefinition } from "@wellsent/templates/define";

/**
 * MJML templates that nobody here wrote. Absent outside this project's own machines; then one small
 * template of ours stands in.
 */
const folder = new URL("../../../../shared/data/mjml/", import.meta.url);
const chosen = ["welcome-email", "newsletter", "arturia", "recast", "ugg-royale"];

export type Alphabet = "unicode" | "ascii";

export interface BenchTemplate {
  readonly name: string;
  /** For our compiler. */
  readonly definition: TemplateDefinition;
  /** The same for stock Handlebars, which knows no fallbacks. */
  readonly handlebars: string;
}

const own = `<mjml><mj-body><mj-section background-color="#f4f4f4"><mj-column><mj-text font-size="20px">News</mj-text>
<mj-button href="https://shop.example/new">See what is new</mj-button><mj-divider/><mj-text>Until soon.</mj-text></mj-column>
</mj-section></mj-body></mjml>`;

const fonts = `<mj-attributes><mj-all font-family="Helvetica, Arial, sans-serif" /></mj-attributes>`;

/**
 * Names what MJML alone would have readers fetch from hosts of its own choice: so both sides make
 * the same mail.
 */
function named(mjml: string): string {
  return (
    mjml.includes("<mj-head>")
      ? mjml.replace("<mj-head>", `<mj-head>${fonts}`)
      : mjml.replace("<mj-body", `<mj-head>${fonts}</mj-head><mj-body`)
  ).replaceAll("<mj-social-element", '<mj-social-element src="https://shop.example/icon.png"');
}

function sources(): readonly (readonly [name: string, mjml: string])[] {
  return (
    existsSync(folder)
      ? chosen.map((name) => [name, readFileSync(new URL(`${name}.mjml`, folder), "utf8")] as const)
      : [["own small template", own] as const]
  ).map(([name, mjml]) => [name, named(mjml)]);
}

export function isStandIn(): boolean {
  return !existsSync(folder);
}

const opening = `<mj-section><mj-column><mj-text>Hello {{GREETED}}!
{{#if vip}}You are a VIP since {{since}}.{{else}}Good to have you back.{{/if}}
<a href="https://shop.example/sale">Everything on sale</a></mj-text></mj-column></mj-section>`;

const closing = `<mj-section><mj-column>{{#each products}}<mj-text><a href="{{url}}">{{name}}</a> for <b>{{price}}</b></mj-text>{{/each}}
</mj-column></mj-section><mj-section><mj-column><mj-text>Sent to {{email}} by {{company}}, because you asked for it.
<a href="{{unsubscribe}}">Unsubscribe</a></mj-text></mj-column></mj-section>`;

/**
 * Greeting with a fallback, an if with an else, four products and a footer, put into somebody
 * else's design.
 */
function instrument(mjml: string, greeted: string): string {
  return mjml
    .replace(/<mj-body[^>]*>/, (body) => body + opening.replace("{{GREETED}}", greeted))
    .replace("</mj-body>", `${closing}</mj-body>`);
}

const fields = {
  firstName: field.name({ fallback: "there" }),
  vip: field.bool({ optional: true }),
  since: field.text(),
  email: field.text(),
  company: field.text(),
  products: field.list({
    of: { name: field.text(), price: field.text(), url: field.url() },
    maxItems: 20,
  }),
} as const;

export function listTemplates(alphabet: Alphabet): readonly BenchTemplate[] {
  return sources().map(([name, source]) => {
    const mjml = alphabet === "ascii" ? source.replace(/[^\0-\x7f]/g, "-") : source;
    return {
      name,
      definition: {
        id: `bench-${name.replaceAll(" ", "-")}`,
        messageClass: "marketing",
        subject: "{{firstName}}, four things for you",
        mjml: instrument(mjml, "{{firstName}}"),
        fields,
      },
      handlebars: instrument(mjml, "{{#if firstName}}{{firstName}}{{else}}there{{/if}}"),
    };
  });
}

const names = {
  unicode: ["Łucja", "José", "Zoë", "Jürgen", "Ağa", "", "Đorđe", "Åsa"],
  ascii: ["Lucy", "Joseph", "Zoe", "Juergen", "Aga", "", "George", "Asa"],
} as const;
const things = {
  unicode: ['Kaffee "Größe Ł" & Röstung', "Müsli à la crème", "Żurek <extra>", "Œuf à 3 €"],
  ascii: ['Coffee "size L" & roast', "Muesli with cream", "Soup <extra>", "Egg for 3 EUR"],
} as const;

/** 64 people; half of them let themselves be watched. */
export function createPeople(
  alphabet: Alphabet,
  tracked: "some" | "all" | "none" = "some",
): readonly RenderInput[] {
  const euro = alphabet === "ascii" ? "EUR" : "€";
  return Array.from({ length: 64 }, (_, index): RenderInput => {
    const firstName = names[alphabet][index % 8] ?? "";
    const isTracked = tracked === "all" || (tracked === "some" && index % 2 === 0);
    return {
      attributes: {
        ...(firstName === "" ? {} : { firstName }),
        vip: index % 3 === 0,
        since: `20${10 + (index % 10)}`,
        email: `person.${index}@mail.example`,
        company: alphabet === "ascii" ? "Roasters & Sons" : "Rösterei Łódź & Söhne",
        products: things[alphabet].map((name, item) => ({
          name: `${name} ${index}`,
          price: `${10 + item},${10 + index} ${euro}`,
          url: `https://shop.example/p/${index}/${item}`,
        })),
      },
      data: {},
      memberships: [],
      links: {
        unsubscribe: `https://mail.example/u/${index}`,
        preferences: `https://mail.example/p/${index}`,
        view: `https://mail.example/v/${index}`,
        clickBase: `https://go.example/c/Zm9vYmFyYmF6${index}/`,
        openPixel: `https://go.example/o/Zm9vYmFyYmF6${index}.gif`,
      },
      tracking: { opens: isTracked, clicks: isTracked },
      at: Date.UTC(2026, 10, 2, 12),
    };
  });
}
