import type { WordsByLanguage } from "../mail-words.js";

export const question: WordsByLanguage = {
  en: {
    subject: "Do you still want to hear from us?",
    preheader: "One click, and all stays as it is",
    heading: "Do you still want to hear from us?",
    paragraphs: [
      "{{salutation}}, it seems that our mails have not been of use to you lately. If you want to keep them, one click is enough.",
      "If not, there is nothing to do: we will write less, and then no more.",
    ],
    button: "Yes, keep writing",
  },
  de: {
    subject: "Möchten Sie noch von uns hören?",
    preheader: "Ein Klick, und alles bleibt, wie es ist",
    heading: "Möchten Sie noch von uns hören?",
    paragraphs: [
      "{{salutation}}, unsere E-Mails waren Ihnen zuletzt wohl keine Hilfe. Wenn Sie sie behalten möchten, genügt ein Klick.",
      "Wenn nicht, müssen Sie nichts tun: Wir schreiben weniger, und dann gar nicht mehr.",
    ],
    button: "Ja, bitte weiter",
  },
};

export const last: WordsByLanguage = {
  en: {
    subject: "This is our last mail for now",
    preheader: "Unless you want it otherwise",
    heading: "Our last mail for now",
    paragraphs: [
      "{{salutation}}, we have had no answer, and we do not want to fill your mailbox. This is the last mail of ours, unless you say that you want them back.",
    ],
    button: "I want to stay",
  },
  de: {
    subject: "Vorerst unsere letzte E-Mail",
    preheader: "Es sei denn, Sie möchten es anders",
    heading: "Vorerst unsere letzte E-Mail",
    paragraphs: [
      "{{salutation}}, wir haben keine Antwort erhalten und möchten Ihr Postfach nicht füllen. Das ist unsere letzte E-Mail, es sei denn, Sie möchten sie wiederhaben.",
    ],
    button: "Ich bleibe dabei",
  },
};
