import type { Instant } from "../instant.js";
import type { Settlement } from "../ports/store/outbox.js";
import { ended, reopened, requeued } from "./message-changes.js";
import { decodeStatus } from "./message-codec.js";
import type { RawRow } from "./row-request.js";
import { tried } from "./units.js";

/**
 * What a settlement changes of a message's row; `null` where it is stale. The attempt is the fence:
 * it rises with each claim, so whatever a worker says about an earlier one comes too late, with one
 * exception. `accepted` means that the mail has left: it ends whatever has not ended, and so
 * withdraws a second copy that waits or is held.
 */
export function settled(row: RawRow, result: Settlement, now: Instant): RawRow | null {
  if (!applies(row, result)) return null;
  const { key } = result;
  switch (result.outcome) {
    case "accepted":
      return {
        ...ended(key, "accepted", now, result.reasons ?? []),
        providerMessageId: result.providerMessageId,
      };
    case "retry":
      return {
        ...requeued(key, result.at, result.reasons),
        ...reopened,
        touchedAt: now,
        ...(result.costs === "try" ? { tries: count(row["tries"]) + 1 } : {}),
        ...(result.costs === "doubt" ? { lost: count(row["lost"]) + 1 } : {}),
      };
    case "unknown":
      return { ...ended(key, "unknown", now, result.reasons), lost: count(row["lost"]) + 1 };
    default:
      return ended(key, result.outcome, now, result.reasons);
  }
}

function applies(row: RawRow, { attempt, outcome }: Settlement): boolean {
  const status = tried(() => decodeStatus(row));
  const current = count(row["attempt"]);
  if (attempt === current && status === "claimed") return true;
  if (attempt === current && status === "unknown" && outcome !== "unknown") return true;
  const open = status === "queued" || status === "claimed" || status === "unknown";
  return outcome === "accepted" && attempt <= current && open;
}

/** A count of a row. 0 if it cannot be read, since the outcome must still be recorded. */
function count(value: RawRow[string] | undefined): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}
