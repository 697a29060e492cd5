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
  readonly confirmTitle: string;
  readonly confirmLead: (purposes: string) => string;
  readonly confirmButton: (purposes: string) => string;
  readonly confirmedTitle: string;
  readonly confirmedLead: string;
  readonly confirmFailedTitle: string;
  readonly confirmUsed: string;
  readonly confirmExpired: string;
  readonly unknownTitle: string;
  readonly unknownLead: string;
  readonly oneClickDone: string;
}

export const english: PageTexts = {
  unsubscribeTitle: "Unsubscribe",
  unsubscribeLead: "Choose what you no longer want. It takes effect at once.",
  scopeLegend: "No longer send me",
  scopeTopic: (topic) => `“${topic}” only`,
  scopePurpose: (purpose) => `all of “${purpose}”`,
  scopeEverything: (brand) => `anything from ${brand}`,
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
  savedConfirm: "For what you chose anew, please use the link in the message we are sending you.",
  confirmTitle: "One last click",
  confirmLead: (purposes) => `You asked for: ${purposes}. Press the button and it is yours.`,
  confirmButton: (purposes) => `Yes, send me ${purposes}`,
  confirmedTitle: "Confirmed",
  confirmedLead: "Thank you. You can unsubscribe at any time with the link in each message.",
  confirmFailedTitle: "This link no longer works",
  confirmUsed: "It was used before: you have nothing left to do.",
  confirmExpired: "Please sign up again and you will get a new one.",
  unknownTitle: "This link does not work",
  unknownLead:
    "It may have been cut off. Please use the link in the message itself, or answer the message.",
  oneClickDone: "Unsubscribed.",
};

export const german: PageTexts = {
  unsubscribeTitle: "Abmelden",
  unsubscribeLead: "Wählen Sie, was Sie nicht mehr möchten. Es gilt sofort.",
  scopeLegend: "Ich möchte nicht mehr erhalten",
  scopeTopic: (topic) => `nur „${topic}“`,
  scopePurpose: (purpose) => `alles aus „${purpose}“`,
  scopeEverything: (brand) => `irgendetwas von ${brand}`,
  scopeTracking:
    "Schreiben Sie mir weiter, aber halten Sie nicht fest, ob ich Nachrichten öffne oder Links folge",
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
    "Für das neu Gewählte nutzen Sie bitte den Link in der Nachricht, die wir Ihnen schicken.",
  confirmTitle: "Nur noch ein Klick",
  confirmLead: (purposes) =>
    `Sie haben angefordert: ${purposes}. Ein Druck auf die Schaltfläche genügt.`,
  confirmButton: (purposes) => `Ja, schicken Sie mir ${purposes}`,
  confirmedTitle: "Bestätigt",
  confirmedLead:
    "Vielen Dank. Sie können sich jederzeit über den Link in jeder Nachricht abmelden.",
  confirmFailedTitle: "Dieser Link gilt nicht mehr",
  confirmUsed: "Er wurde bereits benutzt: Sie müssen nichts weiter tun.",
  confirmExpired: "Bitte melden Sie sich erneut an, dann erhalten Sie einen neuen.",
  unknownTitle: "Dieser Link funktioniert nicht",
  unknownLead:
    "Vielleicht wurde er abgeschnitten. Bitte nutzen Sie den Link in der Nachricht selbst oder antworten Sie darauf.",
  oneClickDone: "Abgemeldet.",
};
