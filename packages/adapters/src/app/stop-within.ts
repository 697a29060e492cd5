import type { Dispatcher } from "@wellsent/core";
import type { Engine, StopReport } from "@wellsent/core/engine";

interface Limits {
  /** How long providers have to answer, in milliseconds. `undefined`: the dispatcher decides. */
  readonly graceMs: number | undefined;
  /** `undefined`: as long as it takes. */
  readonly deadlineMs: number | undefined;
}

/** What is left of the time for putting on record what was hung up on. */
const answerShare = 0.8;

/**
 * Stops dispatcher and engine together. With a deadline, nothing that hangs is waited for beyond
 * it: a transport that answers neither its server nor an abort would hold up the process for ever.
 */
export async function stopWithin(
  engine: Pick<Engine, "stop">,
  dispatcher: Dispatcher | null,
  { graceMs, deadlineMs }: Limits,
): Promise<StopReport> {
  const ended = dispatcher?.stop();
  const answer = deadlineMs === undefined ? undefined : deadlineMs * answerShare;
  const patience = Math.min(
    graceMs ?? Number.POSITIVE_INFINITY,
    answer ?? Number.POSITIVE_INFINITY,
  );
  const hangUp = alarm(patience);
  const deadline = alarm(deadlineMs);
  try {
    const report = await engine.stop({ hangUp: hangUp.signal, deadline: deadline.signal });
    if (deadlineMs === undefined) await ended;
    else ended?.catch(() => undefined);
    return report;
  } finally {
    hangUp.clear();
    deadline.clear();
  }
}

/** Never goes off without a length. */
function alarm(length = Number.POSITIVE_INFINITY): {
  readonly signal: AbortSignal;
  readonly clear: () => void;
} {
  const controller = new AbortController();
  if (length === Number.POSITIVE_INFINITY)
    return { signal: controller.signal, clear: () => undefined };
  const timer = setTimeout(() => controller.abort(), length);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
