import type { WordsByLanguage } from "../mail-words.js";

export const reminder: WordsByLanguage = {
  en: {
    subject: "Your cart is still here",
    preheader: "You can go on where you left off",
    heading: "Your cart is still here",
    paragraphs: [
      "{{salutation}}, you left something in your cart. We have kept it, and you can go on where you left off.",
    ],
    button: "Back to my cart",
  },
  de: {
    subject: "Ihr Warenkorb ist noch da",
    preheader: "Sie können dort weitermachen, wo Sie aufgehört haben",
    heading: "Ihr Warenkorb ist noch da",
    paragraphs: [
      "{{salutation}}, in Ihrem Warenkorb liegt noch etwas. Wir haben ihn aufgehoben, und Sie können dort weitermachen, wo Sie aufgehört haben.",
    ],
    button: "Zum Warenkorb",
  },
};

export const answers: WordsByLanguage = {
  en: {
    subject: "A question about your order?",
    preheader: "Delivery, returns, payment: in short",
    heading: "A question about your order?",
    paragraphs: [
      "{{salutation}}, perhaps something was unclear. What delivery costs, how returns work and how you can pay is all on the page of your cart.",
      "If your question is not answered there, answer this mail: a person reads it.",
    ],
    button: "Back to my cart",
  },
  de: {
    subject: "Noch eine Frage zu Ihrer Bestellung?",
    preheader: "Lieferung, Rückgabe, Zahlung: kurz erklärt",
    heading: "Noch eine Frage zu Ihrer Bestellung?",
    paragraphs: [
      "{{salutation}}, vielleicht war etwas unklar. Was die Lieferung kostet, wie die Rückgabe geht und wie Sie bezahlen können, steht auf der Seite Ihres Warenkorbs.",
      "Wenn Ihre Frage dort nicht beantwortet wird, antworten Sie auf diese E-Mail: Ein Mensch liest sie.",
    ],
    button: "Zum Warenkorb",
  },
};

export const code: WordsByLanguage = {
  en: {
    subject: "A code for your cart",
    preheader: "If the price was what kept you",
    heading: "A code for your cart",
    paragraphs: [
      "{{salutation}}, if the price was what kept you: this code is for this order, and for you alone.",
    ],
    button: "Back to my cart",
  },
  de: {
    subject: "Ein Code für Ihren Warenkorb",
    preheader: "Falls es am Preis lag",
    heading: "Ein Code für Ihren Warenkorb",
    paragraphs: [
      "{{salutation}}, falls es am Preis lag: Dieser Code gilt für diese Bestellung, und nur für Sie.",
    ],
    button: "Zum Warenkorb",
  },
};
