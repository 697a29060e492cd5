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

/** Messages of which nobody knows whether they left, and which are held. Oldest first. */
export function heldMessages(
  { store }: Pick<HeldMessageDependencies, "store">,
  tenant: TenantId,
  page: Page = {},
  options?: CallOptions,
): Promise<Paged<OutboxRecord>> {
  return store.readOutbox({ tenant, status: "unknown", ...page }, options);
}

/**
 * What the host knows about a held message: `release` sends it once more, so that it may arrive
 * twice; `drop` never does; `sent` says that it has left. A queued one may have left as well, where
 * the store is a copy of what it was before.
 */
export type HeldResolution = "release" | "drop" | "sent";

/**
 * Ends the waiting of one held message, or with `sent` of a queued one. Resolves to whether it did:
 * `false` for a message that waits no longer.
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
