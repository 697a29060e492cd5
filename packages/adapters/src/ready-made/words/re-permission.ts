import type { WordsByLanguage } from "../mail-words.js";

/** Neither a code nor an offer: it asks, and nothing else. */
export const ask: WordsByLanguage = {
  en: {
    subject: "May we keep writing to you?",
    preheader: "You agreed some time ago, and we ask again",
    heading: "May we keep writing to you?",
    paragraphs: [
      "{{salutation}}, you agreed some time ago to get mail from us. We would like to know whether that is still so.",
      "If you confirm it, all stays as it is. If you do not, we will stop.",
    ],
    button: "Yes, you may",
  },
  de: {
    subject: "Dürfen wir Ihnen weiter schreiben?",
    preheader: "Sie haben vor längerer Zeit zugestimmt, und wir fragen noch einmal",
    heading: "Dürfen wir Ihnen weiter schreiben?",
    paragraphs: [
      "{{salutation}}, Sie haben vor längerer Zeit zugestimmt, E-Mails von uns zu erhalten. Wir möchten wissen, ob das noch so ist.",
      "Wenn Sie es bestätigen, bleibt alles, wie es ist. Wenn nicht, hören wir auf.",
    ],
    button: "Ja, Sie dürfen",
  },
};

export const again: WordsByLanguage = {
  en: {
    subject: "Without your yes, we will stop",
    preheader: "We ask a second time, and not a third",
    heading: "Without your yes, we will stop",
    paragraphs: [
      "{{salutation}}, we asked you two weeks ago whether we may keep writing to you. If you do not answer within two weeks, this was our last mail.",
    ],
    button: "Yes, you may",
  },
  de: {
    subject: "Ohne Ihr Ja hören wir auf",
    preheader: "Wir fragen ein zweites Mal, aber kein drittes",
    heading: "Ohne Ihr Ja hören wir auf",
    paragraphs: [
      "{{salutation}}, vor zwei Wochen haben wir gefragt, ob wir Ihnen weiter schreiben dürfen. Wenn Sie innerhalb von zwei Wochen nicht antworten, war das unsere letzte E-Mail.",
    ],
    button: "Ja, Sie dürfen",
  },
};
