import type { MailBlocks } from "../mail-layout.js";
import type { WordsByLanguage } from "../mail-words.js";

export const nearby: WordsByLanguage = {
  en: {
    subject: "{{store.name}} is near you",
    preheader: "Where it is, and when it is open",
    heading: "{{store.name}} is near you",
    paragraphs: [
      "{{salutation}}, our store {{store.name}} is about {{number store.kilometers}} km from where you live. Come and see us: {{store.address}}.",
    ],
    button: "How to get there",
  },
  de: {
    subject: "{{store.name}} ist in Ihrer Nähe",
    preheader: "Wo, und wann geöffnet ist",
    heading: "{{store.name}} ist in Ihrer Nähe",
    paragraphs: [
      "{{salutation}}, unser Geschäft {{store.name}} ist etwa {{number store.kilometers}} km von Ihrem Wohnort entfernt. Besuchen Sie uns: {{store.address}}.",
    ],
    button: "So kommen Sie hin",
  },
};

/** The hours of a week by the store's own clock, and the days on which it is closed. */
export const hoursBlock: MailBlocks = {
  en: hours("en", "closed", "Also closed on"),
  de: hours("de", "geschlossen", "Außerdem geschlossen am"),
};

function hours(language: "en" | "de", closed: string, also: string): string {
  return `<mj-text>{{#each store.week}}${language === "en" ? "{{en}}" : "{{de}}"}: {{#if open}}{{open}}{{else}}${closed}{{/if}}<br>{{/each}}
{{#if store.closed}}<p>${also} {{#each store.closed}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}.</p>{{/if}}</mj-text>`;
}
