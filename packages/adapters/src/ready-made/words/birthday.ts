import type { WordsByLanguage } from "../mail-words.js";

/** Never says the age. */
export const wishes: WordsByLanguage = {
  en: {
    subject: "Happy birthday",
    preheader: "A small present for you",
    heading: "Happy birthday",
    paragraphs: ["{{salutation}}, all the best for your day. Here is a small present from us."],
    button: "Choose something",
  },
  de: {
    subject: "Alles Gute zum Geburtstag",
    preheader: "Ein kleines Geschenk für Sie",
    heading: "Alles Gute zum Geburtstag",
    paragraphs: ["{{salutation}}, alles Gute zu Ihrem Tag. Hier ist ein kleines Geschenk von uns."],
    button: "Etwas aussuchen",
  },
};

/** Where there is no present. */
export const plainWishes: WordsByLanguage = {
  en: {
    subject: "Happy birthday",
    preheader: "All the best from all of us",
    heading: "Happy birthday",
    paragraphs: ["{{salutation}}, all the best for your day, from all of us."],
  },
  de: {
    subject: "Alles Gute zum Geburtstag",
    preheader: "Herzliche Grüße von uns allen",
    heading: "Alles Gute zum Geburtstag",
    paragraphs: ["{{salutation}}, alles Gute zu Ihrem Tag, von uns allen."],
  },
};

export const reminder: WordsByLanguage = {
  en: {
    subject: "Your present is still waiting",
    preheader: "It holds for three more days",
    heading: "Your present is still waiting",
    paragraphs: [
      "{{salutation}}, the code we sent you for your birthday holds for a few more days. It is in our last mail.",
    ],
    button: "Choose something",
  },
  de: {
    subject: "Ihr Geschenk wartet noch",
    preheader: "Es gilt noch drei Tage",
    heading: "Ihr Geschenk wartet noch",
    paragraphs: [
      "{{salutation}}, der Code zu Ihrem Geburtstag gilt noch ein paar Tage. Er steht in unserer letzten E-Mail.",
    ],
    button: "Etwas aussuchen",
  },
};
