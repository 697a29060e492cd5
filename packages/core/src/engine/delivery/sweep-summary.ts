import type { SendKey } from "../../identifiers.js";
import type { SweepReport } from "../../ports/store/store.js";

/** What became of the messages of lost workers. */
export interface SweepSummary extends Omit<SweepReport, "doubled"> {
  /**
   * Messages that a lost worker was handing over. They are sent once more, so each may arrive
   * twice.
   */
  readonly doubled: readonly SendKey[];
}

/** Two sweeps, one after the other. */
export function sumSweeps(a: SweepSummary | null, b: SweepSummary | null): SweepSummary | null {
  if (!a || !b) return a ?? b;
  return {
    requeued: a.requeued + b.requeued,
    held: a.held + b.held,
    doubled: [...a.doubled, ...b.doubled],
    more: b.more,
    waiting: b.waiting,
  };
}
