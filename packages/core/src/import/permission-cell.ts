import type { ColumnTarget } from "./column-mapping.js";

/**
 * What a cell says about permission. A file can only restrict, or claim: nobody is subscribed by a
 * file.
 */
export type PermissionReading =
  | { readonly says: "denied"; readonly code: string }
  | { readonly says: "claimed" | "nothing" | "unclear" };

const yes = words("yes y true t 1 x on ja j wahr oui vrai si sí sim vero");
const no = words("no n false f 0 off nein falsch non faux não nao falso never none null -");
const claimed = words(
  "subscribed active confirmed optin opted-in angemeldet aktiv bestätigt abonné inscrit iscritto suscrito enabled",
);
const denied: ReadonlyMap<string, string> = new Map([
  ...[
    ...words(
      "unsubscribed unsubscribe optout opted-out abgemeldet désabonné désinscrit disiscritto baja declined revoked withdrawn removed deleted",
    ),
  ].map((word) => [word, "STATUS_UNSUBSCRIBED"] as const),
  ...[...words("bounced bounce hardbounce hard-bounce cleaned undeliverable invalid")].map(
    (word) => [word, "STATUS_BOUNCED"] as const,
  ),
  ...[...words("complained complaint spam spamcomplaint abuse")].map(
    (word) => [word, "STATUS_COMPLAINED"] as const,
  ),
  ...[
    ...words(
      "suppressed blocked blocklisted blacklisted banned donotcontact dnc disabled archived",
    ),
  ].map((word) => [word, "STATUS_SUPPRESSED"] as const),
]);

/**
 * Reads one cell. When in doubt it leans to the restrictive side: anything but a clear "no" in a
 * column of unsubscriptions is one, also a date; a word nobody knows is never a claim.
 */
export function readPermission(target: ColumnTarget, cell: string): PermissionReading {
  const word = cell
    .normalize("NFC")
    .toLowerCase()
    .trim()
    .replace(/[\s_]+/g, "-");
  if (word === "") return { says: "nothing" };
  const denial = denied.get(word) ?? denied.get(word.replaceAll("-", ""));
  if (denial !== undefined) return { says: "denied", code: denial };
  const isYes = yes.has(word);
  const isNo = no.has(word);
  if (target === "unsubscribed")
    return isNo || claimed.has(word)
      ? { says: "nothing" }
      : { says: "denied", code: "STATUS_UNSUBSCRIBED" };
  if (target === "subscribed") {
    if (isNo) return { says: "denied", code: "STATUS_UNSUBSCRIBED" };
    return {
      says: isYes || claimed.has(word) || /^\d{4}-\d\d-\d\d/.test(word) ? "claimed" : "unclear",
    };
  }
  return { says: claimed.has(word) ? "claimed" : "unclear" };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
