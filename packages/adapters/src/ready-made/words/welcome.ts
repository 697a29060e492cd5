import type { WordsByLanguage } from "../mail-words.js";

/** Asks the mailbox. It advertises nothing: German courts take that for spam. */
export const confirm: WordsByLanguage = {
  en: {
    subject: "Please confirm your subscription",
    preheader: "One click, and you are on the list",
    heading: "Was this you?",
    paragraphs: [
      "{{salutation}}, somebody gave us this address to get the following:",
      "{{#each request.names}}<strong>{{this}}</strong><br>{{/each}}",
      "If it was you, please confirm it. If not, do nothing: we will not write again.",
    ],
    button: "Yes, that was me",
  },
  de: {
    subject: "Bitte bestätigen Sie Ihre Anmeldung",
    preheader: "Ein Klick, und Sie stehen auf der Liste",
    heading: "Waren Sie das?",
    paragraphs: [
      "{{salutation}}, jemand hat uns diese Adresse genannt, um Folgendes zu erhalten:",
      "{{#each request.names}}<strong>{{this}}</strong><br>{{/each}}",
      "Wenn Sie es waren, bestätigen Sie es bitte. Wenn nicht, tun Sie nichts: Wir schreiben nicht wieder.",
    ],
    button: "Ja, das war ich",
  },
};

export const hello: WordsByLanguage = {
  en: {
    subject: "Welcome",
    preheader: "Good to have you here",
    heading: "Welcome",
    paragraphs: [
      "{{salutation}}, thank you for signing up. You will get what you asked for, and nothing else.",
      "In two days we will send you what others found most useful at the start.",
    ],
    button: "Look around",
  },
  de: {
    subject: "Willkommen",
    preheader: "Schön, dass Sie da sind",
    heading: "Willkommen",
    paragraphs: [
      "{{salutation}}, danke für Ihre Anmeldung. Sie erhalten, was Sie bestellt haben, und sonst nichts.",
      "In zwei Tagen schicken wir Ihnen, was anderen am Anfang am meisten geholfen hat.",
    ],
    button: "Umsehen",
  },
};

export const best: WordsByLanguage = {
  en: {
    subject: "A good place to start",
    preheader: "What others found most useful",
    heading: "A good place to start",
    paragraphs: [
      "{{salutation}}, most people begin here. It takes five minutes, and you can come back to it at any time.",
    ],
    button: "Start here",
  },
  de: {
    subject: "Ein guter Anfang",
    preheader: "Was anderen am meisten geholfen hat",
    heading: "Ein guter Anfang",
    paragraphs: [
      "{{salutation}}, die meisten beginnen hier. Es dauert fünf Minuten, und Sie können jederzeit dorthin zurückkehren.",
    ],
    button: "Hier beginnen",
  },
};

export const choices: WordsByLanguage = {
  en: {
    subject: "Is it what you expected?",
    preheader: "You choose what you get from us",
    heading: "Is it what you expected?",
    paragraphs: [
      '{{salutation}}, you have been with us for more than a week. If you want less, or something else, <a href="{{preferences}}">choose what you get</a>. It takes a minute.',
      "If all is well, there is nothing to do.",
    ],
  },
  de: {
    subject: "Passt alles so?",
    preheader: "Sie wählen, was Sie von uns erhalten",
    heading: "Passt alles so?",
    paragraphs: [
      '{{salutation}}, Sie sind seit gut einer Woche dabei. Wenn Sie weniger möchten, oder etwas anderes, <a href="{{preferences}}">wählen Sie aus, was Sie erhalten</a>. Das dauert eine Minute.',
      "Wenn alles passt, müssen Sie nichts tun.",
    ],
  },
};
