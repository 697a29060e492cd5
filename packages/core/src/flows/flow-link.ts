import { isObject, type JsonObject } from "../json.js";
import type { FlowLink } from "../ports/store/flows.js";

/** What is kept of a contact and its row. */
export interface LinkBody {
  /** By path: the digest of the value that both sides last agreed on. */
  readonly agreed: JsonObject;
  /**
   * By column: how often the row was seen to turn from no to yes, negative while it says no. A yes
   * is put on record once, and again after it was taken back.
   */
  readonly denials: Readonly<Record<string, number>>;
}

const empty: JsonObject = {};

export function linkBody(link: FlowLink | undefined): LinkBody {
  const { agreed, denials } = link?.body ?? empty;
  return {
    agreed: isObject(agreed) ? agreed : empty,
    denials: Object.fromEntries(
      Object.entries(isObject(denials) ? denials : empty).filter(
        (entry): entry is [string, number] => typeof entry[1] === "number",
      ),
    ),
  };
}

/** What the column says now, after what was seen of it. */
export function seenDenial(before: number | undefined, says: boolean): number {
  const count = Math.abs(before ?? 0);
  if (says) return before !== undefined && before > 0 ? before : count + 1;
  return -count;
}
