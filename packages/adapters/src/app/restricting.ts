import type { EventPayload } from "@wellsent/consent";
import type { EventDetails } from "@wellsent/consent/ledger";
import type { CallOptions, ConsentDraft, Instant, LedgerEntry, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import { loadRights } from "./peers.js";
import { readLedger } from "./reading.js";
import type { WithdrawalScope, Withdrawn } from "./withdrawing.js";

export interface LiftOptions extends CallOptions {
  /** Kept beside the ledger, and destroyed on erasure: how it reached you. */
  readonly evidence?: EventPayload;
  readonly at?: Instant;
}

export interface ObjectOptions extends LiftOptions {
  /** Default: `direct_marketing`, GDPR Art. 21(2), which needs no reason. */
  readonly ground?: EventDetails["objection.raised"]["ground"];
}

export interface RestrictOptions extends LiftOptions {
  /** GDPR Art. 18(1)(a) to (d). */
  readonly ground: EventDetails["restriction.set"]["ground"];
}

export async function objectAll(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  scope: WithdrawalScope,
  { evidence, at, ground, ...call }: ObjectOptions,
): Promise<Withdrawn> {
  const drafts = deps.consent.objectToProcessing(draftContext(deps), {
    ...(await readPerson(deps, tenant, reference, call)),
    ...metadata(evidence, at),
    scope,
    ...(ground === undefined ? {} : { ground }),
  });
  return append(deps, tenant, drafts, call);
}

export async function restrictAll(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  { evidence, at, ground, ...call }: RestrictOptions,
): Promise<Withdrawn> {
  const { restrictProcessing } = await loadRights();
  const drafts = restrictProcessing(draftContext(deps), {
    ...(await readPerson(deps, tenant, reference, call)),
    ...metadata(evidence, at),
    ground,
  });
  return append(deps, tenant, drafts, call);
}

/** Ends the restrictions that stand, each by naming it. */
export async function liftAll(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  { evidence, at, ...call }: LiftOptions,
): Promise<Withdrawn> {
  const { liftRestriction } = await loadRights();
  const { contactPoints } = await readPerson(deps, tenant, reference, call);
  const drafts: ConsentDraft[] = [];
  for (const contactPoint of contactPoints) {
    const restriction = await lastRestriction(deps, tenant, contactPoint, call);
    if (restriction === undefined) continue;
    drafts.push(
      liftRestriction(draftContext(deps), {
        ...metadata(evidence, at),
        contactPoint,
        restriction,
        actor: { kind: "system" },
      }),
    );
  }
  return append(deps, tenant, drafts, call);
}

async function lastRestriction(
  deps: AppDependencies,
  tenant: TenantId,
  contactPoint: NonNullable<LedgerEntry["contactPoint"]>,
  call: CallOptions,
): Promise<string | undefined> {
  let standing: string | undefined;
  for await (const { type, id } of readLedger(deps, { tenant, contactPoint }, call)) {
    if (type === "restriction.set") standing = id;
    if (type === "restriction.lifted") standing = undefined;
  }
  return standing;
}

/** What concerns a person concerns every address of theirs. */
async function readPerson(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions,
) {
  const { points } = await loadContact(deps, tenant, reference, call);
  return { contactPoints: points.map(({ id }) => id) };
}

function draftContext({ ids, random, clock }: AppDependencies) {
  return { ids, random, now: clock.now() };
}

function metadata(payload: EventPayload | undefined, at: Instant | undefined) {
  return {
    ...(payload === undefined ? {} : { payload }),
    ...(at === undefined ? {} : { at }),
  };
}

async function append(
  { engine }: AppDependencies,
  tenant: TenantId,
  drafts: readonly ConsentDraft[],
  call: CallOptions,
): Promise<Withdrawn> {
  const { refused } = await engine.record(tenant, drafts, call);
  return {
    recorded: drafts.length > 0 && refused.length === 0,
    refused: refused.map(({ code }) => ({ code })),
  };
}
