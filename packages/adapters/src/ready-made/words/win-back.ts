import type { WordsByLanguage } from "../mail-words.js";

export const first: WordsByLanguage = {
  en: {
    subject: "It has been a while",
    preheader: "What is new since your last order",
    heading: "It has been a while",
    paragraphs: [
      "{{salutation}}, your last order with us was some time ago. A few things have changed since then, and some of them may be of use to you.",
      "Have a look when you have a quiet minute. If something was not right last time, just answer this mail: a person reads it.",
    ],
    button: "See what is new",
  },
  de: {
    subject: "Lange nichts gehört",
    preheader: "Was seit Ihrer letzten Bestellung neu ist",
    heading: "Lange nichts gehört",
    paragraphs: [
      "{{salutation}}, Ihre letzte Bestellung bei uns liegt eine Weile zurück. Seitdem ist einiges dazugekommen, und manches davon könnte Ihnen nützen.",
      "Schauen Sie vorbei, wenn es gerade passt. Falls beim letzten Mal etwas nicht gestimmt hat, antworten Sie einfach auf diese E-Mail: Ein Mensch liest sie.",
    ],
    button: "Neues ansehen",
  },
};

export const offer: WordsByLanguage = {
  en: {
    subject: "Something for your next order",
    preheader: "An offer for people who know us already",
    heading: "Something for your next order",
    paragraphs: [
      "{{salutation}}, you know us already, and we would like to see you again. This is for your next order.",
    ],
    button: "To the shop",
  },
  de: {
    subject: "Etwas für Ihre nächste Bestellung",
    preheader: "Ein Angebot für alle, die uns schon kennen",
    heading: "Etwas für Ihre nächste Bestellung",
    paragraphs: [
      "{{salutation}}, Sie kennen uns bereits, und wir würden uns freuen, Sie wiederzusehen. Das hier ist für Ihre nächste Bestellung.",
    ],
    button: "Zum Shop",
  },
};

/** In place of the offer, where there are no codes. */
export const invitation: WordsByLanguage = {
  en: {
    subject: "You are always welcome",
    preheader: "Your account and your history are as you left them",
    heading: "You are always welcome",
    paragraphs: [
      "{{salutation}}, nothing has changed on your side: your account is as you left it, and your next order takes as little time as your last one did.",
      "If you are looking for something in particular, answer this mail, and we will help you find it.",
    ],
    button: "To the shop",
  },
  de: {
    subject: "Sie sind immer willkommen",
    preheader: "Ihr Konto ist noch so, wie Sie es verlassen haben",
    heading: "Sie sind immer willkommen",
    paragraphs: [
      "{{salutation}}, für Sie hat sich nichts geändert: Ihr Konto ist so, wie Sie es verlassen haben, und die nächste Bestellung geht so schnell wie die letzte.",
      "Wenn Sie etwas Bestimmtes suchen, antworten Sie auf diese E-Mail. Wir helfen gern.",
    ],
    button: "Zum Shop",
  },
};

export const last: WordsByLanguage = {
  en: {
    subject: "Shall we leave it there?",
    preheader: "The last of these reminders",
    heading: "Shall we leave it there?",
    paragraphs: [
      "{{salutation}}, this is the last mail of this kind for now. If we still have something for you, we are glad to have you back at any time.",
      "If not, no hard feelings. You can choose below what you still want to get from us.",
    ],
    button: "To the shop",
  },
  de: {
    subject: "Lassen wir es dabei?",
    preheader: "Die letzte Erinnerung dieser Art",
    heading: "Lassen wir es dabei?",
    paragraphs: [
      "{{salutation}}, das ist vorerst die letzte E-Mail dieser Art. Wenn wir noch etwas für Sie haben, sind Sie jederzeit willkommen.",
      "Wenn nicht, ist das völlig in Ordnung. Unten können Sie wählen, was Sie noch von uns erhalten möchten.",
    ],
    button: "Zum Shop",
  },
};
