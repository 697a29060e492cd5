/**
 * The meaning of a column. `status` holds words (`subscribed`, `cleaned`) or numbers for them;
 * `unsubscribed` and `subscribed` hold yes or no or a date. These three may occur several times,
 * and any denial among them counts. `denials` is a column that is otherwise not imported but
 * contains unmistakable denials: they count, as they do in attributes.
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

/** Targets that at most one column can have. */
export const singleTargets: ReadonlySet<string> = new Set([
  "email",
  "phone",
  "key",
  "locale",
  "timeZone",
  "jurisdiction",
]);
