import { defineSchema } from "@wellsent/core";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { defineTemplate, field } from "../src/define/index.js";

const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    plan: z.enum(["free", "pro"]),
    address: z.object({ city: z.string(), zip: z.string().optional() }).optional(),
    tags: z.array(z.string()),
    pets: z.array(z.object({ name: z.string(), toys: z.array(z.object({ label: z.string() })) })),
  }),
  events: {
    "order.placed": z.object({ total: z.number(), lines: z.array(z.object({ sku: z.string(), price: z.number() })) }),
    "cart.abandoned": z.object({ cartId: z.string(), total: z.number() }),
  },
});
const base = { id: "t", messageClass: "marketing" } as const;
const mail = { ...base, subject: "s" } as const;

describe("defineTemplate", () => {
  it("names a purpose and a topic of the schema", () => {
    const purposes = { "marketing.news": { topics: ["offers"] } } as const;
    const known = defineSchema({ attributes: z.object({}), purposes });
    defineTemplate(known, { ...mail, purpose: "marketing.news", topic: "offers", mjml: "" });
    // @ts-expect-error no such purpose
    defineTemplate(known, { ...mail, purpose: "marketing.newz", mjml: "" });
    // @ts-expect-error no such topic
    defineTemplate(known, { ...mail, purpose: "marketing.news", topic: "offer", mjml: "" });
  });

  it("keeps the id", () => {
    const source = defineTemplate(schema, { ...mail, mjml: "<mjml></mjml>" });
    expectTypeOf(source.id).toEqualTypeOf<"t">();
  });

  it("accepts every field of the schema, in every form a template writes it", () => {
    defineTemplate(schema, {
      ...mail,
      subject: "{{salutation}}: {{firstName}} {{ firstName }} {{~plan~}}",
      preheader: '{{firstName fallback="there"}} {{upper firstName}} {{date address.city style="long"}}',
      mjml: `
        {{!-- {{postlCode}} is only a comment --}} {{! {{nope }}
        {{#if firstName}}{{address.city}}{{else if (eq plan "pro")}}{{tags.length}}{{else}}{{tags.[0]}}{{pets.[1].name}}{{firstName.[0]}}{{/if}}
        {{#unless (and plan (not firstName))}}{{{firstName}}}{{/unless}}
        {{#each tags}}{{this}}{{.}}{{@index}}{{../plan}}{{@root.plan}}{{else}}{{plan}}{{/each}}
        {{#each pets}}{{name}}{{#if name}}{{this.name}}{{../firstName}}{{/if}}
          {{#each toys}}{{label}}{{../name}}{{../../plan}}{{/each}}
        {{/each}}
        {{#each pets as |pet at|}}{{pet.name}}{{at}}{{#each pet.toys as |toy|}}{{toy.label}}{{pet.name}}{{/each}}{{/each}}
        {{#with address}}{{city}}{{zip}}{{../plan}}{{/with}}
        {{#segment "vip"}}{{plan}}{{/segment}} {{> footer}} {{plural tags.length one="# x" other="{{"}}
        {{unsubscribe}} {{preferences}} {{viewInBrowser}}`,
    });
  });

  it("knows the sender's details, by whatever names they have", () => {
    defineTemplate(schema, {
      ...base,
      subject: "{{sender.name}}",
      mjml: "{{sender.address}} {{#each tags}}{{@root.sender.name}}{{/each}}",
    });
    // @ts-expect-error within a list it is below @root
    defineTemplate(schema, { ...mail, mjml: "{{#each pets}}{{sender.name}}{{/each}}" });
  });

  it("refuses a misspelt field wherever it stands", () => {
    // @ts-expect-error postlCode is no attribute
    defineTemplate(schema, { ...mail, mjml: "{{postlCode}}" });
    // @ts-expect-error in a subject
    defineTemplate(schema, { ...base, subject: "{{frstName}}", mjml: "" });
    // @ts-expect-error in a preheader
    defineTemplate(schema, { ...mail, preheader: "{{frstName}}", mjml: "" });
    // @ts-expect-error in a condition
    defineTemplate(schema, { ...mail, mjml: "{{#if plann}}{{/if}}" });
    // @ts-expect-error in a later branch
    defineTemplate(schema, { ...mail, mjml: "{{#if plan}}{{else if plann}}{{/if}}" });
    // @ts-expect-error in a comparison
    defineTemplate(schema, { ...mail, mjml: '{{#if (eq plann "pro")}}{{/if}}' });
    // @ts-expect-error given to a formatter
    defineTemplate(schema, { ...mail, mjml: "{{upper frstName}}" });
    // @ts-expect-error as a fallback
    defineTemplate(schema, { ...mail, mjml: "{{firstName fallback=nickname}}" });
    // @ts-expect-error inside an object
    defineTemplate(schema, { ...mail, mjml: "{{address.town}}" });
    // @ts-expect-error below a string
    defineTemplate(schema, { ...mail, mjml: "{{plan.name}}" });
    // @ts-expect-error after a comment and a good one
    defineTemplate(schema, { ...mail, mjml: "{{!-- x --}}{{plan}}{{plam}}" });
    // @ts-expect-error in triple braces
    defineTemplate(schema, { ...mail, mjml: "{{{plam}}}" });
    // @ts-expect-error a list that is none
    defineTemplate(schema, { ...mail, mjml: "{{#each pet}}{{/each}}" });
    // @ts-expect-error an index without its brackets
    defineTemplate(schema, { ...mail, mjml: "{{tags.0}}" });
    // @ts-expect-error going over a string
    defineTemplate(schema, { ...mail, mjml: "{{#each plan}}{{/each}}" });
    defineTemplate(schema, {
      ...base,
      // @ts-expect-error in one of several locales
      locales: { en: { subject: "s", mjml: "{{plan}}" }, de: { subject: "s", mjml: "{{plann}}" } },
    });
  });

  it("refuses a field of another scope", () => {
    // @ts-expect-error the recipient's field inside a loop needs ../
    defineTemplate(schema, { ...mail, mjml: "{{#each pets}}{{plan}}{{/each}}" });
    // @ts-expect-error the item's field outside of its loop
    defineTemplate(schema, { ...mail, mjml: "{{#each pets}}{{/each}}{{name}}" });
    // @ts-expect-error in the loop's else there is no item
    defineTemplate(schema, { ...mail, mjml: "{{#each pets}}{{else}}{{name}}{{/each}}" });
    // @ts-expect-error one ../ too few
    defineTemplate(schema, { ...mail, mjml: "{{#each pets}}{{#each toys}}{{../plan}}{{/each}}{{/each}}" });
    // @ts-expect-error a condition is no scope
    defineTemplate(schema, { ...mail, mjml: "{{#each pets}}{{#if name}}{{../name}}{{/if}}{{/each}}" });
    // @ts-expect-error with changes the scope
    defineTemplate(schema, { ...mail, mjml: "{{#with address}}{{plan}}{{/with}}" });
    // @ts-expect-error a block parameter outside of its block
    defineTemplate(schema, { ...mail, mjml: "{{#each pets as |pet|}}{{/each}}{{pet.name}}" });
  });

  it("opens the code and the products that it asks for, and no others", () => {
    const codes = { pool: "spring", whenEmpty: "skip" } as const;
    const products = { limit: 3, recommend: "popular" } as const;
    defineTemplate(schema, { ...mail, codes, mjml: "{{code.value}} {{code.expiresAt}}" });
    defineTemplate(schema, { ...mail, products, mjml: "{{#each products}}{{title}} {{price.amount}}{{/each}}" });
    // @ts-expect-error no such member
    defineTemplate(schema, { ...mail, codes, mjml: "{{code.valeu}}" });
    // @ts-expect-error no codes
    defineTemplate(schema, { ...mail, mjml: "{{code.value}}" });
    // @ts-expect-error no such member
    defineTemplate(schema, { ...mail, products, mjml: "{{#each products}}{{titel}}{{/each}}" });
    const bought = { event: "order.placed", from: "lines" } as const;
    defineTemplate(schema, { ...mail, products: { ...products, bought }, mjml: "" });
    defineTemplate(schema, {
      ...mail,
      // @ts-expect-error no such event
      products: { ...products, bought: { ...bought, event: "order.plcaed" } },
      mjml: "",
    });
  });

  it("opens the data of the events it names, and no other", () => {
    defineTemplate(schema, {
      ...mail,
      events: ["order.placed"],
      mjml: "{{event.total}}{{#each event.lines}}{{sku}} {{money price currency='EUR'}}{{/each}}",
    });
    defineTemplate(schema, { ...mail, events: ["order.placed", "cart.abandoned"], mjml: "{{event.total}}" });
    // @ts-expect-error only one of the two has it
    defineTemplate(schema, { ...mail, events: ["order.placed", "cart.abandoned"], mjml: "{{event.cartId}}" });
    // @ts-expect-error no event was named
    defineTemplate(schema, { ...mail, mjml: "{{event.total}}" });
    // @ts-expect-error there is no such event
    defineTemplate(schema, { ...mail, events: ["order.shipped"], mjml: "" });
    // @ts-expect-error the wrong event
    defineTemplate(schema, { ...mail, events: ["cart.abandoned"], mjml: "{{event.lines}}" });
  });

  it("adds declared fields to the schema's, or stands on them alone", () => {
    const fields = {
      coupon: field.text(),
      "offer.price": field.money(),
      items: field.list({ of: { title: field.text() }, maxItems: 3 }),
    };
    defineTemplate(schema, {
      ...mail,
      fields,
      mjml: "{{coupon}}{{offer.price}}{{plan}}{{#each items}}{{title}}{{/each}}",
    });
    defineTemplate({ ...mail, fields, mjml: "{{coupon}}{{offer.price}}{{#each items}}{{title}}{{/each}}" });
    // @ts-expect-error not declared, and there is no schema
    defineTemplate({ ...mail, fields, mjml: "{{plan}}" });
    // @ts-expect-error not a field of the items
    defineTemplate({ ...mail, fields, mjml: "{{#each items}}{{name}}{{/each}}" });
    // Nothing is declared, nothing is checked.
    defineTemplate({ ...mail, mjml: "{{anything}}" });
  });

  it("takes a text that is only known at run time, unchecked", () => {
    const mjml: string = "{{postlCode}}";
    defineTemplate(schema, { ...mail, mjml });
  });

  it("reads partials where they are called, with what they are given there", () => {
    const partials = {
      person: "{{firstName}} {{plan}}",
      place: "{{city}} {{zip}} {{@root.plan}}",
      row: "{{name}} {{label}}",
      toys: "{{#each toys}}{{label}} {{../name}}{{/each}}",
      list: "{{#each items}}{{> @partial-block}}{{/each}}",
      box: "{{> @partial-block}}",
      frame: "{{> box}}",
      optional: "{{#> @partial-block}}{{plan}}{{/@partial-block}}",
      round: "{{#if plan}}{{> round}}{{/if}}",
    } as const;
    defineTemplate(schema, {
      ...mail,
      partials,
      mjml: `{{> person}} {{> place address}} {{#each pets}}{{> row label=../plan}}{{> toys}}{{/each}}
        {{> row name="x" label='a b'}} {{> row name=1 label=(upper plan)}} {{> nobodys thing=plan}}
        {{#> list items=pets}}{{name}} {{../plan}} {{@root.plan}}{{/list}}
        {{#> list items=tags}}{{this}}{{/list}} {{#> box}}{{plan}}{{/box}}
        {{#> box address note="x"}}{{city}} {{note}} {{../plan}}{{/box}}
        {{#with address}}{{#> frame}}{{city}} {{../plan}}{{/frame}}{{/with}}
        {{#each pets as |pet|}}{{#> box @root.address}}{{city}} {{pet.name}}{{/box}}{{/each}}
        {{> optional}} {{#> optional}}{{firstName}}{{/optional}} {{#> nobodys}}{{anything}}{{/nobodys}}
        {{> round}}`,
    });
    // @ts-expect-error the partial's body needs a name that the root has not
    defineTemplate(schema, { ...mail, partials, mjml: "{{> row label=plan}}" });
    // @ts-expect-error the context has no city
    defineTemplate(schema, { ...mail, partials, mjml: "{{#each pets}}{{> place}}{{/each}}" });
    // @ts-expect-error a misspelt argument
    defineTemplate(schema, { ...mail, partials, mjml: "{{> row name=plann label=plan}}" });
    // @ts-expect-error a misspelt context
    defineTemplate(schema, { ...mail, partials, mjml: "{{> place adress}}" });
    // @ts-expect-error an argument does not reach into a loop
    defineTemplate(schema, { ...mail, partials: { p: "{{#each pets}}{{extra}}{{/each}}" }, mjml: "{{> p extra=1}}" });
    defineTemplate(schema, {
      ...mail,
      partials: { p: "{{pet.name}}" },
      // @ts-expect-error block parameters end with the text they are in
      mjml: "{{#each pets as |pet|}}{{> p}}{{/each}}",
    });
    // @ts-expect-error ../ does not lead out of a partial
    defineTemplate(schema, { ...mail, partials: { p: "{{../plan}}" }, mjml: "{{#each pets}}{{> p}}{{/each}}" });
    // @ts-expect-error the block is given the items
    defineTemplate(schema, { ...mail, partials, mjml: "{{#> list items=pets}}{{plan}}{{/list}}" });
    // @ts-expect-error the block is given the context
    defineTemplate(schema, { ...mail, partials, mjml: "{{#> box address}}{{plan}}{{/box}}" });
    // @ts-expect-error a context that is the same is no step of ../
    defineTemplate(schema, { ...mail, partials, mjml: "{{#with address}}{{#> box}}{{../city}}{{/box}}{{/with}}" });
    // @ts-expect-error nothing to go into
    defineTemplate(schema, { ...mail, partials: { p: "{{label.size}}" }, mjml: "{{> p label='x'}}" });
    defineTemplate(schema, {
      ...base,
      partials,
      // @ts-expect-error in one of several locales
      locales: { en: { subject: "s", mjml: "{{> row label=plan}}" } },
    });
    // @ts-expect-error two partials deep
    defineTemplate(schema, { ...mail, partials: { a: "{{> b address}}", b: "{{plan}}" }, mjml: "{{> a}}" });
  });
});
