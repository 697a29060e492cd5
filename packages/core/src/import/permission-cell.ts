import { headerKey } from "./header-words.js";
import type { PermissionTarget } from "./permission-header.js";
import { permissionWord } from "./permission-words.js";

/** A person's decision about the meaning of a value that is not in the vocabulary. */
export type DeclaredWord = "denied" | "claimed" | "nothing";

/**
 * What a cell says about permission. A file can only restrict or claim; it never subscribes
 * anybody. `doubt`: the cell restricts because its meaning is unclear, and the report asks.
 */
export interface PermissionReading {
  readonly says: "denied" | "claimed" | "nothing";
  readonly code: string | null;
  readonly doubt: boolean;
  /** A word of the vocabulary, for counting; `null` if it would reveal the cell's own text. */
  readonly name: string | null;
}

/**
 * Mailtrain's codes; ActiveCampaign uses them up to 3. Elsewhere too, no number but 1 is a
 * subscription.
 */
const numbered: Readonly<Record<string, string>> = {
  "0": "STATUS_UNCONFIRMED",
  "2": "STATUS_UNSUBSCRIBED",
  "3": "STATUS_BOUNCED",
  "4": "STATUS_COMPLAINED",
};

/**
 * Reads one cell. In doubt it restricts: in a column of unsubscriptions anything but a clear "no"
 * is a denial, even a date, and an unknown word is never a claim. `yes` is the code for a yes in a
 * column of denials whose name is more specific.
 */
export function readPermission(
  target: PermissionTarget,
  cell: string,
  declared?: ReadonlyMap<string, DeclaredWord>,
  yes = "STATUS_UNSUBSCRIBED",
): PermissionReading {
  const text = cell.trim();
  const own =
    declared === undefined || declared.size === 0 ? undefined : declared.get(headerKey(text));
  const reading = (
    says: PermissionReading["says"],
    code: string | null = null,
    doubt = false,
  ): PermissionReading => ({ says, code, doubt, name: word.name });
  const word = permissionWord(text);
  if (own !== undefined) return reading(own, own === "denied" ? "STATUS_UNSUBSCRIBED" : null);
  if (text === "") return { ...reading("nothing"), name: null };
  if (word.says === "denied")
    return reading("denied", word.code, word.code === "STATUS_UNCONFIRMED");
  if (word.says === "neutral") return reading("nothing");
  if (target === "unsubscribed") {
    if (word.says === "no" || word.says === "claimed") return reading("nothing");
    return reading("denied", yes, word.says === "unknown");
  }
  if (word.says === "claimed") return reading("claimed");
  if (target === "subscribed") {
    if (word.says === "no") return reading("denied", "STATUS_UNSUBSCRIBED");
    if (word.says === "yes" || word.says === "dated") return reading("claimed");
    return reading("denied", "STATUS_UNCLEAR", true);
  }
  if (word.says === "yes") return reading("claimed", null, true);
  const number = word.says === "no" ? "0" : word.name;
  return reading("denied", (number && numbered[number]) || "STATUS_UNCLEAR", true);
}
