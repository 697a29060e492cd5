import type { WordsByLanguage } from "../mail-words.js";

export const ask: WordsByLanguage = {
  en: {
    subject: "How was your first order?",
    preheader: "One question, one click",
    heading: "How was your first order?",
    paragraphs: [
      "{{salutation}}, your first order has been with you for some days. How likely are you to recommend us, from 0, not at all, to 10, very?",
    ],
  },
  de: {
    subject: "Wie war Ihre erste Bestellung?",
    preheader: "Eine Frage, ein Klick",
    heading: "Wie war Ihre erste Bestellung?",
    paragraphs: [
      "{{salutation}}, Ihre erste Bestellung ist seit einigen Tagen bei Ihnen. Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen, von 0, gar nicht, bis 10, sehr?",
    ],
  },
};

export const reminder: WordsByLanguage = {
  en: {
    subject: "One question is still open",
    preheader: "We ask once more, and then no more",
    heading: "One question is still open",
    paragraphs: [
      "{{salutation}}, we would still like to know how your first order was. How likely are you to recommend us, from 0 to 10? We will not ask again.",
    ],
  },
  de: {
    subject: "Eine Frage ist noch offen",
    preheader: "Wir fragen noch einmal, und dann nicht wieder",
    heading: "Eine Frage ist noch offen",
    paragraphs: [
      "{{salutation}}, wir wüssten gern noch, wie Ihre erste Bestellung war. Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen, von 0 bis 10? Danach fragen wir nicht wieder.",
    ],
  },
};

export const review: WordsByLanguage = {
  en: {
    subject: "Would you tell others?",
    preheader: "Two sentences help people who do not know us",
    heading: "Would you tell others?",
    paragraphs: [
      "{{salutation}}, thank you for your answer. Two sentences of yours would help people who do not know us yet.",
    ],
    button: "Write a review",
  },
  de: {
    subject: "Sagen Sie es weiter?",
    preheader: "Zwei Sätze helfen allen, die uns nicht kennen",
    heading: "Sagen Sie es weiter?",
    paragraphs: [
      "{{salutation}}, danke für Ihre Antwort. Zwei Sätze von Ihnen würden allen helfen, die uns noch nicht kennen.",
    ],
    button: "Bewertung schreiben",
  },
};
