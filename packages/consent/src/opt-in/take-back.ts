import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import { type ConsentScope, type EventDetails, formatEventTime } from "../events/index.js";
import type { Cell } from "../state/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";

/**
 * Yes, still: a consent that is renewed before it goes stale. It lifts no denial.
 * @throws InputError what `draftEvent` throws.
 */
export function reaffirmConsent(
  by: DraftContext,
  {
    cell,
    validUntil,
    ...given
  }: EventMetadata & {
    readonly cell: Cell;
    readonly validUntil?: Instant;
  },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, given),
    method: given.method ?? "form",
    id: by.ids.next(),
    type: "consent.reaffirmed",
    scope: cell,
    detail: validUntil === undefined ? {} : { validUntil: formatEventTime(validUntil) },
  });
}

/**
 * A consent that never was one: its wording was wrong, a court or an authority says so, or it was
 * given by somebody who could not. Denies what it covers, like a withdrawal.
 */
export function invalidateConsent(
  by: DraftContext,
  {
    scope,
    ground,
    ...given
  }: Omit<EventMetadata, "method"> & {
    readonly scope: ConsentScope;
    readonly ground: EventDetails["consent.invalidated"]["ground"];
  },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, { actor: { kind: "operator" }, ...given }),
    id: by.ids.next(),
    type: "consent.invalidated",
    scope,
    detail: { ground },
  });
}

/**
 * What only the person takes back: an objection of theirs. It stays a denial until their mailbox
 * has proven a will of its own; this tells the record that they no longer object.
 */
export function liftObjection(
  by: DraftContext,
  {
    objection,
    scope = {},
    ...given
  }: EventMetadata & {
    /** The event's id. */
    readonly objection: string;
    readonly scope?: ConsentScope;
  },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, given),
    id: by.ids.next(),
    type: "objection.lifted",
    scope,
    caused: [objection],
  });
}

/** GDPR Art. 18(3): the person is to be told before. By the person, the authority or the system. */
export function liftRestriction(
  by: DraftContext,
  {
    restriction,
    ...given
  }: EventMetadata & {
    /** The event's id. */
    readonly restriction: string;
  },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, given),
    id: by.ids.next(),
    type: "restriction.lifted",
    caused: [restriction],
  });
}

/**
 * Takes an address off the list. Which reason is lifted by what is a table of its own:
 * `releaseTable`; the ledger refuses the rest with `RELEASE_NOT_ALLOWED`.
 */
export function releaseSuppression(
  by: DraftContext,
  {
    reason,
    released,
    scope,
    fingerprint,
    contactPoint,
    ...given
  }: Omit<EventMetadata, "contactPoint" | "method"> &
    Pick<EventDetails["suppression.released"], "reason" | "fingerprint"> & {
      readonly contactPoint?: ContactPointId;
      readonly released: EventDetails["suppression.released"]["by"];
      readonly scope?: ConsentScope;
    },
): ConsentDraft {
  const { actor = { kind: "operator" }, at = by.now, ...rest } = given;
  return createDraft(by, {
    ...rest,
    ...(contactPoint === undefined ? {} : { contactPoint }),
    effectiveAt: at,
    actor,
    id: by.ids.next(),
    type: "suppression.released",
    ...(scope === undefined ? {} : { scope }),
    detail: { reason, by: released, ...(fingerprint === undefined ? {} : { fingerprint }) },
  });
}
