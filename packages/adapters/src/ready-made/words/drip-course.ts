import type { WordsByLanguage } from "../mail-words.js";

export const start: WordsByLanguage = {
  en: {
    subject: "Your course begins",
    preheader: "What comes, and when",
    heading: "Your course begins",
    paragraphs: [
      "{{salutation}}, good that you are taking part. Your first lesson comes on the next morning, and the others follow one by one.",
      "You need about ten minutes for each. Nothing runs away: a lesson stays where it is until you come to it.",
    ],
  },
  de: {
    subject: "Ihr Kurs beginnt",
    preheader: "Was kommt, und wann",
    heading: "Ihr Kurs beginnt",
    paragraphs: [
      "{{salutation}}, schön, dass Sie mitmachen. Die erste Lektion kommt am nächsten Morgen, die anderen folgen nach und nach.",
      "Für jede brauchen Sie etwa zehn Minuten. Es läuft nichts weg: Eine Lektion bleibt da, bis Sie dazu kommen.",
    ],
  },
};

export const end: WordsByLanguage = {
  en: {
    subject: "You have finished the course",
    preheader: "That was the last lesson",
    heading: "Well done",
    paragraphs: [
      "{{salutation}}, that was the last lesson. If you have a question left, answer this mail: a person reads it.",
    ],
    button: "To all lessons",
  },
  de: {
    subject: "Sie haben den Kurs geschafft",
    preheader: "Das war die letzte Lektion",
    heading: "Geschafft",
    paragraphs: [
      "{{salutation}}, das war die letzte Lektion. Wenn noch eine Frage offen ist, antworten Sie auf diese E-Mail: Ein Mensch liest sie.",
    ],
    button: "Zu allen Lektionen",
  },
};
