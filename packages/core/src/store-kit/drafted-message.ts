import { StoreError } from "../errors/index.js";
import type { OutboxDraft, OutboxRecord } from "../ports/store/outbox.js";
import type { StoreScope } from "../ports/store/store.js";
import { isPriority } from "./gates.js";
import { mismatch } from "./refusals.js";

/**
 * A draft as it enters the outbox: queued; or `skipped` with what refuses it, where no time will
 * lift the refusal, so that `explain` can tell. Steps of workflows and direct sends both use it.
 * @throws StoreError `STORE_TENANT_MISMATCH`, `STORE_RESULT_MISMATCH`
 */
export function draftedMessage({ tenant, now }: StoreScope, draft: OutboxDraft): OutboxRecord {
  if (draft.tenant !== tenant) {
    throw new StoreError("STORE_TENANT_MISMATCH", "A message was drafted for another tenant.", {
      path: "draft.tenant",
      remedy: "Give every record the tenant of the call.",
    });
  }
  checkInstant(draft.dueAt, "draft.dueAt");
  const { plannedAt = draft.dueAt } = draft;
  checkInstant(plannedAt, "draft.plannedAt");
  if (plannedAt > draft.dueAt)
    throw mismatch("It is planned for later than it is due.", "plannedAt");
  checkPriority(draft.priority, "draft.priority");
  const refused = isRefused(draft);
  const { reasons } = draft.decision;
  return {
    ...draft,
    createdAt: now,
    plannedAt,
    triedAt: null,
    status: refused ? "skipped" : "queued",
    attempt: 0,
    tries: 0,
    lost: 0,
    worker: null,
    reasons: refused ? reasons.filter(({ effect }) => effect === "deny" || effect === "defer") : [],
    providerMessageId: null,
    settledAt: refused ? now : null,
  };
}

function isRefused({ decision }: OutboxDraft): boolean {
  return !decision.allowed && decision.retryAt === undefined;
}

/** @throws StoreError `STORE_RESULT_MISMATCH` */
function checkPriority(priority: number, path: string): void {
  if (isPriority(priority)) return;
  throw mismatch("A priority must be a whole number from 0 to 100.", path);
}

/** Instants are whole milliseconds: anything else would never be due, or could not be written. */
export function checkInstant(at: number, path: string): void {
  if (Number.isSafeInteger(at)) return;
  throw new StoreError("STORE_RESULT_MISMATCH", "An instant must be a whole number.", { path });
}
