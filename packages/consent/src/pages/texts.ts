/** Every word on the public pages. A host may replace any of them, or add a language. */
export interface PageTexts {
  readonly unsubscribeTitle: string;
  readonly unsubscribeLead: string;
  readonly scopeLegend: string;
  readonly scopeTopic: (topic: string) => string;
  readonly scopePurpose: (purpose: string) => string;
  readonly scopeEverything: (brand: string) => string;
  readonly scopeTracking: string;
  readonly unsubscribeButton: string;
  readonly unsubscribedTitle: string;
  readonly unsubscribedLead: string;
  readonly trackingStopped: string;
  /** Where the person has replaced the address of the link. */
  readonly allAddresses: string;
  readonly undoLead: string;
  readonly undoButton: string;
  readonly undoSent: string;
  readonly undoTitle: string;
  readonly preferencesTitle: string;
  readonly preferencesLead: string;
  readonly trackingLegend: string;
  readonly trackOpens: string;
  readonly trackClicks: string;
  readonly saveButton: string;
  readonly savedTitle: string;
  readonly savedLead: string;
  readonly savedConfirm: string;
  readonly savedConfirmSms: string;
  /** After a choice that its mailbox or handset has not confirmed yet. */
  readonly waiting: string;
  readonly notSavedTitle: string;
  /** What cannot be asked at all, and what cannot be asked again so soon. */
  readonly notAsked: (names: string) => string;
  readonly notAskedYet: (names: string) => string;
  readonly cannotAsk: string;
  /** Messages of a purpose that belong to none of its topics. */
  readonly otherMessages: (purpose: string) => string;
  readonly topicWithPurpose: (topic: string, purpose: string) => string;
  readonly bySms: (name: string) => string;
  readonly byCall: (name: string) => string;
  /** One way to record, for some of the messages: opens or clicks, then their names. */
  readonly trackIn: (activity: string, names: string) => string;
  readonly profile: string;
  readonly wordingLink: string;
  readonly wordingVersion: (version: string) => string;
  readonly confirmTitle: string;
  readonly confirmLead: string;
  readonly confirmButton: (names: string) => string;
  /** Where a way to record is all that is asked. */
  readonly allowButton: string;
  readonly alsoLegend: string;
  readonly confirmedTitle: string;
  readonly confirmedLead: string;
  readonly confirmFailedTitle: string;
  readonly confirmUsed: string;
  /** Before the names of what the person confirmed by a link and has ended since. */
  readonly confirmLeft: string;
  /** The same where something else keeps it from being in force. */
  readonly confirmEnded: string;
  readonly confirmStays: string;
  /** A link to the preference centre. */
  readonly chooseAgain: string;
  readonly confirmExpired: string;
  readonly unknownTitle: string;
  readonly unknownLead: string;
  readonly oneClickDone: string;
}

export const english: PageTexts = {
  unsubscribeTitle: "Unsubscribe",
  unsubscribeLead: "Choose what you no longer want. It takes effect at once.",
  scopeLegend: "What should end?",
  scopeTopic: (topic) => `Stop “${topic}” only`,
  scopePurpose: (purpose) => `Stop all of “${purpose}”`,
  scopeEverything: (brand) => `Stop everything from ${brand}`,
  scopeTracking: "Keep writing, but do not record whether I open messages or follow links",
  unsubscribeButton: "Unsubscribe",
  unsubscribedTitle: "You are unsubscribed",
  unsubscribedLead: "You will get no more of these messages.",
  trackingStopped:
    "We no longer record whether you open messages or follow links, in messages already sent as well.",
  allAddresses: "What you take back ends for every address of yours that we have.",
  undoLead:
    "Was that a mistake? We can send you a message with a link to confirm that you want to stay.",
  undoButton: "Send me the link",
  undoTitle: "Look into your mailbox",
  undoSent:
    "If this address can be written to, a message with a link to confirm is on its way. Nothing changes until you use it.",
  preferencesTitle: "What we may send you",
  preferencesLead:
    "What you untick ends at once. For what you tick anew we send you a message to confirm it.",
  trackingLegend: "What we may record",
  trackOpens: "Whether I open messages",
  trackClicks: "Which links I follow",
  saveButton: "Save",
  savedTitle: "Saved",
  savedLead: "Your choices are in force.",
  savedConfirm: "For what you chose anew, please use the link in the message we are sending you:",
  savedConfirmSms:
    "For what you chose anew, please use the link in the text message we are sending you:",
  waiting: "(waits until you confirm it)",
  notSavedTitle: "Not all of it can be done",
  notAsked: (names) => `We cannot ask you to confirm this, so it stays off: ${names}.`,
  notAskedYet: (names) =>
    `We have asked you often lately. Please try this again tomorrow; until then it stays off: ${names}.`,
  cannotAsk: "We cannot send a message to this address, so nothing changes.",
  otherMessages: (purpose) => `Other messages of “${purpose}”`,
  topicWithPurpose: (topic, purpose) => `${topic} (${purpose})`,
  bySms: (name) => `${name} by text message`,
  byCall: (name) => `${name} by telephone call`,
  trackIn: (activity, names) => `${activity}: ${names}`,
  profile: "What interests me",
  wordingLink: "What exactly you agree to",
  wordingVersion: (version) => `Version ${version}`,
  confirmTitle: "One last click",
  confirmLead: "You asked for this. Press the button and it is yours.",
  confirmButton: (names) => `Yes, send me ${names}`,
  allowButton: "Yes, I allow this",
  alsoLegend: "If you like, you may also allow us to record",
  confirmedTitle: "Confirmed",
  confirmedLead: "Thank you. You can unsubscribe at any time with the link in each message.",
  confirmFailedTitle: "This link no longer works",
  confirmUsed: "It was used before: you have nothing left to do.",
  confirmLeft: "You confirmed this with the link, and have unsubscribed since:",
  confirmEnded: "You confirmed this with the link, but it is not in force now:",
  confirmStays: "Using the link again does not change that.",
  chooseAgain: "Choose again what we may send you",
  confirmExpired: "Please sign up again and you will get a new one.",
  unknownTitle: "This link does not work",
  unknownLead:
    "It may have been cut off. Please use the link in the message itself, or answer the message.",
  oneClickDone: "Unsubscribed.",
};

export const german: PageTexts = {
  unsubscribeTitle: "Abmelden",
  unsubscribeLead: "Wählen Sie, was Sie nicht mehr möchten. Es gilt sofort.",
  scopeLegend: "Was möchten Sie abbestellen?",
  scopeTopic: (topic) => `Nur „${topic}“ abbestellen`,
  scopePurpose: (purpose) => `Alles aus „${purpose}“ abbestellen`,
  scopeEverything: (brand) => `Alle Nachrichten von ${brand} abbestellen`,
  scopeTracking:
    "Nichts abbestellen, aber nicht mehr festhalten lassen, ob ich Nachrichten öffne oder Links folge",
  unsubscribeButton: "Abmelden",
  unsubscribedTitle: "Sie sind abgemeldet",
  unsubscribedLead: "Sie erhalten diese Nachrichten nicht mehr.",
  trackingStopped:
    "Wir halten nicht mehr fest, ob Sie Nachrichten öffnen oder Links folgen, auch nicht in bereits versandten.",
  allAddresses: "Was Sie beenden, endet für alle Adressen, die wir von Ihnen haben.",
  undoLead:
    "War das ein Versehen? Wir können Ihnen eine Nachricht mit einem Link schicken, mit dem Sie bestätigen, dass Sie bleiben möchten.",
  undoButton: "Link zuschicken",
  undoTitle: "Sehen Sie in Ihr Postfach",
  undoSent:
    "Wenn diese Adresse erreichbar ist, ist eine Nachricht mit einem Bestätigungslink unterwegs. Bis Sie ihn nutzen, ändert sich nichts.",
  preferencesTitle: "Was wir Ihnen schicken dürfen",
  preferencesLead:
    "Was Sie abwählen, endet sofort. Für das, was Sie neu wählen, schicken wir Ihnen eine Nachricht zur Bestätigung.",
  trackingLegend: "Was wir festhalten dürfen",
  trackOpens: "Ob ich Nachrichten öffne",
  trackClicks: "Welchen Links ich folge",
  saveButton: "Speichern",
  savedTitle: "Gespeichert",
  savedLead: "Ihre Auswahl gilt.",
  savedConfirm:
    "Für das neu Gewählte nutzen Sie bitte den Link in der Nachricht, die wir Ihnen schicken:",
  savedConfirmSms:
    "Für das neu Gewählte nutzen Sie bitte den Link in der SMS, die wir Ihnen schicken:",
  waiting: "(wartet auf Ihre Bestätigung)",
  notSavedTitle: "Das ist nur teilweise möglich",
  notAsked: (names) =>
    `Eine Nachricht zur Bestätigung können wir Ihnen nicht schicken, daher bleibt dies abgewählt: ${names}.`,
  notAskedYet: (names) =>
    `Wir haben Sie in letzter Zeit oft gefragt. Bitte versuchen Sie es morgen noch einmal; bis dahin bleibt dies abgewählt: ${names}.`,
  cannotAsk: "An diese Adresse können wir keine Nachricht schicken. Es bleibt alles, wie es ist.",
  otherMessages: (purpose) => `Weitere Nachrichten aus „${purpose}“`,
  topicWithPurpose: (topic, purpose) => `${topic} (${purpose})`,
  bySms: (name) => `${name} per SMS`,
  byCall: (name) => `${name} per Telefonanruf`,
  trackIn: (activity, names) => `${activity}: ${names}`,
  profile: "Was mich interessiert",
  wordingLink: "Wozu genau Sie zustimmen",
  wordingVersion: (version) => `Fassung ${version}`,
  confirmTitle: "Nur noch ein Klick",
  confirmLead: "Das haben Sie angefordert. Ein Druck auf die Schaltfläche genügt.",
  confirmButton: (names) => `Ja, schicken Sie mir ${names}`,
  allowButton: "Ja, das erlaube ich",
  alsoLegend: "Wenn Sie möchten, dürfen wir außerdem festhalten",
  confirmedTitle: "Bestätigt",
  confirmedLead:
    "Vielen Dank. Sie können sich jederzeit über den Link in jeder Nachricht abmelden.",
  confirmFailedTitle: "Dieser Link gilt nicht mehr",
  confirmUsed: "Er wurde bereits benutzt: Sie müssen nichts weiter tun.",
  confirmLeft: "Dies haben Sie mit dem Link bestätigt und seitdem abbestellt:",
  confirmEnded: "Dies haben Sie mit dem Link bestätigt, es gilt aber zurzeit nicht:",
  confirmStays: "Daran ändert der Link nichts mehr.",
  chooseAgain: "Neu wählen, was wir Ihnen schicken dürfen",
  confirmExpired: "Bitte melden Sie sich erneut an, dann erhalten Sie einen neuen.",
  unknownTitle: "Dieser Link funktioniert nicht",
  unknownLead:
    "Vielleicht wurde er abgeschnitten. Bitte nutzen Sie den Link in der Nachricht selbst oder antworten Sie darauf.",
  oneClickDone: "Abgemeldet.",
};
