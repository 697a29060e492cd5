import type {
  CallOptions,
  ConsentDraft,
  ContactId,
  ContactPointId,
  Instant,
  LedgerEntry,
  Paged,
  Store,
  TenantId,
} from "@wellsent/core";
import { InputError, WellsentError } from "@wellsent/core/errors";
import { type ConsentEvent, readEvent } from "../events/index.js";
import { createDraft, type DraftContext } from "../opt-in/index.js";
import { appendAll, type ErasingEngine } from "../rights/index.js";
import { applyRetention, type RetentionPlan } from "./apply-retention.js";
import { legalHolds } from "./legal-holds.js";
import { defaultRetention, type RetentionRule } from "./retention-rule.js";

export interface RetentionRun {
  readonly engine: ErasingEngine;
  readonly tenant: TenantId;
  readonly by: DraftContext;
  readonly rules?: readonly RetentionRule[];
}

export interface RetentionReport {
  readonly plan: RetentionPlan;
  /** As the store counted them, not as they were planned. */
  readonly destroyed: number;
  readonly unlinked: number;
  /** People whose record stays because another of their contact points must. */
  readonly kept: number;
}

/**
 * Reads a tenant's log, plans, and carries the plan out: payloads and records go, the log says how
 * many of what. Whose record goes is suppressed as `erased` with it: only their own mailbox brings
 * them back. Leaves stay: `plan.prune` says how many a store that seals its log by years could
 * drop.
 *
 * @example
 * ```ts
 * await runRetention({ engine, tenant, by: { ids, random, now: clock.now() } });
 * ```
 * @throws InputError `INPUT_RETENTION_LEDGER` if the ledger refuses the record; DefinitionError
 * `DEFINITION_RETENTION`.
 */
export async function runRetention(
  run: RetentionRun,
  options?: CallOptions,
): Promise<RetentionReport> {
  const { engine, tenant, by, rules = defaultRetention } = run;
  const { store } = engine;
  const events = await readLog(store, tenant, options);
  const plan = applyRetention({ events, rules, holds: legalHolds(events), at: by.now });
  const ids = plan.destroy.map(({ event }) => event);
  let destroyed = 0;
  for (let from = 0; from < ids.length; from += 1000) {
    destroyed += await store.destroyPayloads(
      { tenant, ids: ids.slice(from, from + 1000) },
      options,
    );
  }
  const { unlinked, kept } = await unlink(run, plan, options);
  await appendAll(run, draftRecords(run, plan, unlinked), refusedRetention, options);
  return { plan, destroyed, unlinked, kept };
}

async function readLog(
  store: Store,
  tenant: TenantId,
  options?: CallOptions,
): Promise<readonly ConsentEvent[]> {
  const events: ConsentEvent[] = [];
  let after: string | null = null;
  do {
    const page: Paged<LedgerEntry> = await store.readLedger(
      { tenant, limit: 500, ...(after === null ? {} : { after }) },
      options,
    );
    for (const entry of page.items) events.push(readEvent(entry));
    after = page.next;
  } while (after !== null);
  return events;
}

/** A record goes only as a whole, so all points a person has or had must be ready to go. */
async function unlink(
  run: RetentionRun,
  plan: RetentionPlan,
  options?: CallOptions,
): Promise<{ readonly unlinked: number; readonly kept: number }> {
  const { engine, tenant } = run;
  const ready = new Set<string>(plan.unlink.map(({ contactPoint }) => contactPoint));
  const seen = new Set<ContactId>();
  let unlinked = 0;
  let kept = 0;
  for (const { contactPoint } of plan.unlink) {
    const lookup = { point: contactPoint };
    const contact = await engine.store.readContact({ tenant, lookup }, options);
    if (contact === null || seen.has(contact.id)) continue;
    seen.add(contact.id);
    const points = await engine.store.readPoints({ tenant, contact: contact.id }, options);
    if (
      !points.every(({ id }) => ready.has(id)) ||
      (await hasHistory(engine.store, tenant, contact.id, options))
    ) {
      kept++;
      continue;
    }
    const drafts = points.map(({ id }) => suppression(run, id));
    if (await isForgotten(engine.forget(tenant, contact.id, drafts, options))) unlinked++;
    else kept++;
  }
  return { unlinked, kept };
}

/** Somebody who gets another address at this very moment is not silent, and stops nobody else. */
async function isForgotten(forgetting: Promise<unknown>): Promise<boolean> {
  try {
    await forgetting;
    return true;
  } catch (error) {
    if (WellsentError.isInstance(error) && error.code === "STORE_ERASURE_UNSUPPRESSED")
      return false;
    throw error;
  }
}

function suppression({ by }: RetentionRun, contactPoint: ContactPointId): ConsentDraft {
  return createDraft(by, {
    id: by.ids.next(),
    type: "suppression.added",
    contactPoint,
    effectiveAt: by.now,
    actor: { kind: "system" },
    method: "retention_job",
    detail: { reason: "erased" },
  });
}

/** Somebody who was written to or is in a workflow is known for more than an unanswered request. */
async function hasHistory(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  options?: CallOptions,
): Promise<boolean> {
  const runs = await store.readEnrollments({ tenant, contact, limit: 1 }, options);
  if (runs.items.length > 0) return true;
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store["readOutbox"]>> = await store.readOutbox(
      { tenant, contact, limit: 100, ...(after === null ? {} : { after }) },
      options,
    );
    if (page.items.some(({ messageClass }) => messageClass !== "confirmation_request")) return true;
    after = page.next;
  } while (after !== null);
  return false;
}

function draftRecords(
  { by }: RetentionRun,
  plan: RetentionPlan,
  unlinked: number,
): readonly ConsentDraft[] {
  const drafts: ConsentDraft[] = [];
  const common = {
    effectiveAt: by.now as Instant,
    actor: { kind: "system" },
    method: "retention_job",
  } as const;
  const digests = plan.destroy.flatMap(({ digest }) => digest ?? []);
  for (let from = 0; from < digests.length; from += 1024) {
    const detail = { digests: digests.slice(from, from + 1024), reason: "retention" } as const;
    drafts.push(
      createDraft(by, { ...common, id: by.ids.next(), type: "payload.destroyed", detail }),
    );
  }
  const counts = new Map<string, Map<string, number>>();
  const count = (rule: string, dataClass: string, by: number): void => {
    const of = counts.get(rule) ?? new Map<string, number>();
    counts.set(rule, of.set(dataClass, (of.get(dataClass) ?? 0) + by));
  };
  for (const { rule, dataClass } of plan.destroy) count(rule, dataClass, 1);
  const [first] = plan.unlink;
  if (first !== undefined && unlinked > 0) count(first.rule, "unconfirmed_contact", unlinked);
  for (const [policy, of] of counts) {
    const detail = {
      policy,
      counts: [...of].map(([dataClass, total]) => ({ dataClass, count: total })),
    };
    drafts.push(
      createDraft(by, { ...common, id: by.ids.next(), type: "retention.applied", detail }),
    );
  }
  return drafts;
}

function refusedRetention(code: string): InputError {
  return new InputError(
    "INPUT_RETENTION_LEDGER",
    `The ledger refused the record of a retention run: ${code}.`,
    { path: "engine" },
  );
}
