import type { WordsByLanguage } from "../mail-words.js";

export const thanks: WordsByLanguage = {
  en: {
    subject: "Thank you",
    preheader: "You order more often than most",
    heading: "Thank you",
    paragraphs: [
      "{{salutation}}, you have been coming back to us again and again. That is not a matter of course, and we want to say thank you for it.",
      "There is nothing to do here. If there is anything we could do better for you, answer this mail: a person reads it.",
    ],
  },
  de: {
    subject: "Danke",
    preheader: "Sie bestellen öfter als die meisten",
    heading: "Danke",
    paragraphs: [
      "{{salutation}}, Sie kommen immer wieder zu uns. Das ist nicht selbstverständlich, und dafür möchten wir uns bedanken.",
      "Sie müssen nichts weiter tun. Wenn wir etwas besser machen können, antworten Sie auf diese E-Mail: Ein Mensch liest sie.",
    ],
  },
};

export const early: WordsByLanguage = {
  en: {
    subject: "Before everybody else",
    preheader: "A look at what comes next",
    heading: "Before everybody else",
    paragraphs: [
      "{{salutation}}, you may have a look at what is new before we tell everybody else. It is only a small thing, but it is for people like you.",
    ],
    button: "Have a look",
  },
  de: {
    subject: "Vor allen anderen",
    preheader: "Ein Blick auf das, was als Nächstes kommt",
    heading: "Vor allen anderen",
    paragraphs: [
      "{{salutation}}, Sie können sich das Neue ansehen, bevor wir es allen anderen zeigen. Nur eine Kleinigkeit, aber sie ist für Menschen wie Sie.",
    ],
    button: "Jetzt ansehen",
  },
};
