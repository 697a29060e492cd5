import type { SendKey, TenantId } from "../../identifiers.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { Clock } from "../../ports/sources.js";
import type { OutboxRecord, Settlement } from "../../ports/store/outbox.js";
import type { Page, Paged, Store } from "../../ports/store/store.js";
import type { ReactionsFor } from "../reactions.js";

export interface HeldMessageDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly reactions: ReactionsFor;
}

/** Held messages, of which it is unknown whether they left. Oldest first. */
export function heldMessages(
  { store }: Pick<HeldMessageDependencies, "store">,
  tenant: TenantId,
  page: Page = {},
  options?: CallOptions,
): Promise<Paged<OutboxRecord>> {
  return store.readOutbox({ tenant, status: "unknown", ...page }, options);
}

/**
 * The host's knowledge about a held message. `release` sends it once more, so it may arrive twice.
 * `drop` never sends it. `sent` says that it has left; that may also be true of a queued message
 * after the store was restored from a backup.
 */
export type HeldResolution = "release" | "drop" | "sent";

/**
 * Resolves one held message, or with `sent` a queued one. Resolves to `false` if the message no
 * longer waits.
 */
export async function resolveHeld(
  { store, clock, reactions }: HeldMessageDependencies,
  tenant: TenantId,
  key: SendKey,
  how: HeldResolution,
  options?: CallOptions,
): Promise<boolean> {
  const message = await store.readMessage({ tenant, key }, options);
  const waits = message?.status === "unknown" || (message?.status === "queued" && how === "sent");
  if (message === null || !waits) return false;
  const scope = { tenant, now: clock.now() };
  const results = [resolution[how](message, scope.now)];
  const { applied } = await store.settle({ ...scope, results }, reactions(scope), options);
  return applied === 1;
}

function word(code: string, effect: DecisionReason["effect"]): readonly DecisionReason[] {
  return [{ code, effect, rule: "the host's word" }];
}

const resolution: Readonly<
  Record<HeldResolution, (message: OutboxRecord, now: number) => Settlement>
> = {
  release: ({ key, attempt }, now) => ({
    ...{ key, attempt, outcome: "retry", at: now, costs: "nothing" },
    reasons: word("RELEASED", "defer"),
  }),
  drop: ({ key, attempt }) => ({
    ...{ key, attempt, outcome: "skipped" },
    reasons: word("DROPPED", "deny"),
  }),
  sent: ({ key, attempt, providerMessageId }) => ({
    ...{ key, attempt, outcome: "accepted", providerMessageId },
    reasons: word("SAID_SENT", "allow"),
  }),
};
