import { defineSchema, type Schema } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { bestCustomers, dripCourse, joined, sunset, winBack } from "../../src/ready-made/index.js";
import { link, schema } from "./boutique.js";

const purpose = "marketing.news";
/** As a caller without types has it. */
const loose: Schema = defineSchema({
  attributes: z.object({}),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { [purpose]: {} },
});

describe("ready-made workflows", () => {
  it("are refused where the schema lacks what they name", () => {
    const code = (make: () => unknown): unknown => {
      try {
        make();
        return null;
      } catch (error) {
        return Object(error).code;
      }
    };
    const order = "order.placed";
    expect(code(() => winBack(loose, { purpose, order: "order.payed", link }))).toBe(
      "DEFINITION_UNKNOWN_EVENT",
    );
    expect(code(() => winBack(loose, { purpose: "other", order, link }))).toBe(
      "DEFINITION_UNKNOWN_PURPOSE",
    );
    expect(code(() => sunset(loose, { purpose, activity: ["login"], link }))).toBe(
      "DEFINITION_UNKNOWN_EVENT",
    );
    expect(code(() => dripCourse(loose, { purpose, lessons: [], link }))).toBe(
      "DEFINITION_LESSONS",
    );
    const best = { purpose, order, total: "total", link };
    expect(code(() => bestCustomers(loose, { ...best, holdout: 2 }))).toBe("DEFINITION_HOLDOUT");
  });

  it("come together, each once", () => {
    const lapsed = winBack(schema, { purpose, order: "order.placed", link });
    const other = winBack(schema, { purpose, order: "order.placed", link, id: "come-back" });
    const all = joined(lapsed, other);
    expect(all.workflows.map(({ id }) => id)).toEqual(["win-back", "come-back"]);
    expect(new Set(all.templates.map(({ id }) => id)).size).toBe(6);
    expect(() => joined(lapsed, lapsed)).toThrow("called win-back");
  });

  it("take other words, other languages, layouts and templates", () => {
    const made = winBack(schema, {
      ...{ purpose, order: "order.placed", link },
      words: {
        en: { first: { subject: "Hello again" } },
        fr: { first: { subject: "Bonjour", heading: "Bonjour" } },
      },
      layout: ({ language, title, heading, footer }) =>
        `<mjml lang="${language}"><mj-head><mj-title>${title}</mj-title></mj-head><mj-body>
        <mj-section><mj-column><mj-text>${heading} ${footer}</mj-text></mj-column></mj-section>
        </mj-body></mjml>`,
    });
    const [first, offer] = made.templates;
    expect(first?.locales["en"]).toMatchObject({ subject: "Hello again" });
    expect(first?.locales["de"]).toMatchObject({ subject: "Lange nichts gehört" });
    expect(first?.locales["fr"]).toMatchObject({
      subject: "Bonjour",
      preheader: "What is new since your last order",
      mjml: expect.stringContaining('<mjml lang="fr">'),
    });
    expect(Object.keys(offer?.locales ?? {})).toEqual(["en", "de"]);
  });
});
