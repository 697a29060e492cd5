/**
 * What a column means. `status` holds words (`subscribed`, `cleaned`) or numbers for them,
 * `unsubscribed` and `subscribed` hold yes or no or a date; these three may occur several times,
 * and any denial among them counts. `denials` is a column of something else, nothing of which is
 * kept, in which plain denials stand: they count as well, as they do in attributes.
 */
export type ColumnTarget =
  | "email"
  | "phone"
  | "key"
  | "locale"
  | "timeZone"
  | "jurisdiction"
  | "status"
  | "unsubscribed"
  | "subscribed"
  | "denials"
  | "ignore"
  | `attribute:${string}`;

/** Targets that one column at most can have. */
export const singleTargets: ReadonlySet<string> = new Set([
  "email",
  "phone",
  "key",
  "locale",
  "timeZone",
  "jurisdiction",
]);
