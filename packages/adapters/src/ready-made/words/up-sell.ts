import type { WordsByLanguage } from "../mail-words.js";

export const better: WordsByLanguage = {
  en: {
    subject: "What goes well with your order",
    preheader: "Chosen for what you have",
    heading: "What goes well with it",
    paragraphs: [
      "{{salutation}}, you have been using your last order for a while. This is what goes well with it:",
    ],
    button: "See more",
  },
  de: {
    subject: "Was gut zu Ihrer Bestellung passt",
    preheader: "Ausgewählt für das, was Sie haben",
    heading: "Was gut dazu passt",
    paragraphs: [
      "{{salutation}}, Sie haben Ihre letzte Bestellung nun eine Weile. Das hier passt gut dazu:",
    ],
    button: "Mehr ansehen",
  },
};

export const other: WordsByLanguage = {
  en: {
    subject: "You have it all, almost",
    preheader: "A few things that others chose next",
    heading: "What others chose next",
    paragraphs: [
      "{{salutation}}, you have what goes with your order already. This is what others looked at next:",
    ],
    button: "See more",
  },
  de: {
    subject: "Sie haben fast schon alles",
    preheader: "Was andere als Nächstes gewählt haben",
    heading: "Was andere als Nächstes gewählt haben",
    paragraphs: [
      "{{salutation}}, was zu Ihrer Bestellung gehört, haben Sie bereits. Das haben sich andere als Nächstes angesehen:",
    ],
    button: "Mehr ansehen",
  },
};
