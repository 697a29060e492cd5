import { headerKey } from "./header-words.js";
import type { PermissionTarget } from "./permission-header.js";
import { permissionWord } from "./permission-words.js";

/** What somebody says a value of a column means, where the words are their own. */
export type DeclaredWord = "denied" | "claimed" | "nothing";

/**
 * What a cell says about permission. A file can only restrict, or claim: nobody is subscribed by a
 * file. `doubt`: it restricts because nobody knows better, and the report asks.
 */
export interface PermissionReading {
  readonly says: "denied" | "claimed" | "nothing";
  readonly code: string | null;
  readonly doubt: boolean;
  /** A word of the vocabulary, for counting; `null` where the cell's own text would be shown. */
  readonly name: string | null;
}

/** Mailtrain counts so, ActiveCampaign up to 3; elsewhere numbers but 1 are no better. */
const numbered: Readonly<Record<string, string>> = {
  "0": "STATUS_UNCONFIRMED",
  "2": "STATUS_UNSUBSCRIBED",
  "3": "STATUS_BOUNCED",
  "4": "STATUS_COMPLAINED",
};

/**
 * Reads one cell. When in doubt it restricts: anything but a clear "no" in a column of
 * unsubscriptions is one, also a date; a word nobody knows is never a claim. `yes` is the code of
 * a yes in a column of denials, where its name says more.
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
