import type { SendKey } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { claimNeeds, judgeClaim } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Channel } from "../../ports/consent-gate.js";
import type { Verdict } from "../../ports/store/outbox.js";
import type { Candidate, ClaimedMessage, ClaimReport, Store } from "../../ports/store/store.js";
import type { ComposeContext } from "../outbound.js";
import { warmUpWant } from "../warm-up.js";
import type { DeliveryTally } from "./delivery-report.js";
import { recipientDomain } from "./lane-breakers.js";

export interface ClaimDependencies {
  readonly store: Pick<Store, "claimOutbox">;
  readonly worker: string;
  readonly leaseMs: Milliseconds;
  readonly channel: Channel;
  readonly context: () => ComposeContext;
  /** For one claim: the time until which a permitted message still has to wait. */
  readonly admission: (now: Instant) => (candidate: Candidate) => Verdict | null;
  /** Keys of the messages whose outcomes this worker has not recorded yet. */
  readonly holding: () => readonly SendKey[];
  readonly renewed: (now: Instant) => void;
  readonly span: <T>(step: string, messages: number, run: () => Promise<T>) => Promise<T>;
  readonly count: (outcome: string, messages: number) => void;
  readonly tally: DeliveryTally;
}

/**
 * Claims one batch, skipping templates that this engine lacks. If every message of a batch was
 * refused, it claims again, up to `rounds` times.
 */
export async function claimBatch(
  deps: ClaimDependencies,
  most: { readonly limit: number; readonly rounds: number },
  options: CallOptions,
): Promise<readonly ClaimedMessage[]> {
  const { tally, count } = deps;
  const left = new Set<string>();
  for (let round = 1; ; round += 1) {
    const report = await claimOnce(deps, most.limit, [...left], options);
    const known = left.size;
    for (const template of report.left) left.add(template);
    tally.left = [...left];
    tally.refusedAtClaim += report.refused;
    tally.quarantined += report.quarantined;
    tally.more = report.more;
    count("refused", report.refused);
    count("quarantined", report.quarantined);
    const goOn = left.size > known || (report.refused > 0 && round < most.rounds);
    if (report.claimed.length === 0 && goOn) continue;
    tally.claimed = report.claimed.length;
    count("claimed", tally.claimed);
    return report.claimed;
  }
}

function claimOnce(
  deps: ClaimDependencies,
  limit: number,
  exceptTemplates: readonly string[],
  options: CallOptions,
): Promise<ClaimReport> {
  return deps.span("claim", limit, async () => {
    const context = deps.context();
    const { tenant, now, policy } = context;
    const admit = deps.admission(now);
    const { worker, leaseMs, channel: lane } = deps;
    const holding = deps.holding();
    const report = await deps.store.claimOutbox(
      { tenant, now, worker, leaseMs, lane, limit, holding, exceptTemplates },
      {
        headFits: context.gate.headFits,
        needs: (messages) => claimNeeds(messages, policy),
        budget: (message, facts) =>
          warmUpWant(context.sender, message, recipientDomain({ message, facts }), now),
        verdict: (candidate) => {
          const judged = judgeClaim(candidate, context);
          return judged.verdict === "send" ? (admit(candidate) ?? judged) : judged;
        },
      },
      options,
    );
    deps.renewed(now);
    return report;
  });
}
