import type { WordsByLanguage } from "../mail-words.js";

/**
 * The words of an event's mails. `title` and `when` are what stands in the braces of a
 * template.
 */
export interface EventWords {
  readonly week: WordsByLanguage;
  readonly day: WordsByLanguage;
  readonly hour: WordsByLanguage;
  readonly cancelled: WordsByLanguage;
  /** The text message in place of the mail an hour before. */
  readonly text: Readonly<Record<"en" | "de", string>>;
}

export function eventWords(
  title: string,
  when: string,
  there: Readonly<Record<"en" | "de", string>>,
): EventWords {
  return {
    week: {
      en: {
        subject: `In a week: ${title}`,
        preheader: "When and where",
        heading: `In a week: ${title}`,
        paragraphs: [
          `{{salutation}}, it begins on ${when}${there.en}.`,
          "If you cannot come, tell us, so that somebody else can.",
        ],
        button: "All details",
      },
      de: {
        subject: `In einer Woche: ${title}`,
        preheader: "Wann und wo",
        heading: `In einer Woche: ${title}`,
        paragraphs: [
          `{{salutation}}, es beginnt am ${when}${there.de}.`,
          "Wenn Sie nicht kommen können, sagen Sie uns Bescheid, damit jemand anders den Platz bekommt.",
        ],
        button: "Alle Einzelheiten",
      },
    },
    day: {
      en: {
        subject: `Tomorrow: ${title}`,
        preheader: "When and where",
        heading: `Tomorrow: ${title}`,
        paragraphs: [
          `{{salutation}}, it begins on ${when}${there.en}. We look forward to seeing you.`,
        ],
        button: "All details",
      },
      de: {
        subject: `Morgen: ${title}`,
        preheader: "Wann und wo",
        heading: `Morgen: ${title}`,
        paragraphs: [`{{salutation}}, es beginnt am ${when}${there.de}. Wir freuen uns auf Sie.`],
        button: "Alle Einzelheiten",
      },
    },
    hour: {
      en: {
        subject: `In an hour: ${title}`,
        preheader: "It begins soon",
        heading: `In an hour: ${title}`,
        paragraphs: [`{{salutation}}, it begins on ${when}${there.en}.`],
        button: "All details",
      },
      de: {
        subject: `In einer Stunde: ${title}`,
        preheader: "Es geht bald los",
        heading: `In einer Stunde: ${title}`,
        paragraphs: [`{{salutation}}, es beginnt am ${when}${there.de}.`],
        button: "Alle Einzelheiten",
      },
    },
    cancelled: {
      en: {
        subject: `Cancelled: ${title}`,
        preheader: "It does not take place",
        heading: `Cancelled: ${title}`,
        paragraphs: [
          "{{salutation}}, we are sorry: it does not take place. You do not have to do anything.",
        ],
        button: "All details",
      },
      de: {
        subject: `Abgesagt: ${title}`,
        preheader: "Es findet nicht statt",
        heading: `Abgesagt: ${title}`,
        paragraphs: [
          "{{salutation}}, es tut uns leid: Es findet nicht statt. Sie müssen nichts weiter tun.",
        ],
        button: "Alle Einzelheiten",
      },
    },
    text: {
      en: `In an hour: ${title}, ${when}.`,
      de: `In einer Stunde: ${title}, ${when}.`,
    },
  };
}
