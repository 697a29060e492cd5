import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import { type EventDetails, instantText, type Scope } from "../events/index.js";
import type { Cell } from "../state/index.js";
import { type Circumstances, circumstances, type Producing, produce } from "./producing.js";

/**
 * Yes, still: a consent that is renewed before it goes stale. It lifts no denial.
 * @throws InputError what `draftEvent` throws.
 */
export const reaffirmConsent = (
  by: Producing,
  {
    cell,
    validUntil,
    ...given
  }: Circumstances & {
    readonly cell: Cell;
    readonly validUntil?: Instant;
  },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, given),
    method: given.method ?? "form",
    id: by.ids.next(),
    type: "consent.reaffirmed",
    scope: cell,
    detail: validUntil === undefined ? {} : { validUntil: instantText(validUntil) },
  });

/**
 * A consent that never was one: its wording was wrong, a court or an authority says so, or it was
 * given by somebody who could not. Denies what it covers, like a withdrawal.
 */
export const invalidateConsent = (
  by: Producing,
  {
    scope,
    ground,
    ...given
  }: Omit<Circumstances, "method"> & {
    readonly scope: Scope;
    readonly ground: EventDetails["consent.invalidated"]["ground"];
  },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, { actor: { kind: "operator" }, ...given }),
    id: by.ids.next(),
    type: "consent.invalidated",
    scope,
    detail: { ground },
  });

/**
 * What only the person takes back: an objection of theirs. It stays a denial until their mailbox
 * has proven a will of its own; this tells the record that they no longer object.
 */
export const liftObjection = (
  by: Producing,
  {
    objection,
    scope = {},
    ...given
  }: Circumstances & {
    /** The event's id. */
    readonly objection: string;
    readonly scope?: Scope;
  },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, given),
    id: by.ids.next(),
    type: "objection.lifted",
    scope,
    caused: [objection],
  });

/** GDPR Art. 18(3): the person is to be told before. By the person, the authority or the system. */
export const liftRestriction = (
  by: Producing,
  {
    restriction,
    ...given
  }: Circumstances & {
    /** The event's id. */
    readonly restriction: string;
  },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, given),
    id: by.ids.next(),
    type: "restriction.lifted",
    caused: [restriction],
  });

/**
 * Takes an address off the list. Which reason is lifted by what is a table of its own:
 * `releaseTable`; the ledger refuses the rest with `RELEASE_NOT_ALLOWED`.
 */
export const releaseSuppression = (
  by: Producing,
  {
    reason,
    released,
    scope,
    fingerprint,
    contactPoint,
    ...given
  }: Omit<Circumstances, "contactPoint" | "method"> &
    Pick<EventDetails["suppression.released"], "reason" | "fingerprint"> & {
      readonly contactPoint?: ContactPointId;
      readonly released: EventDetails["suppression.released"]["by"];
      readonly scope?: Scope;
    },
): ConsentDraft => {
  const { actor = { kind: "operator" }, at = by.now, ...rest } = given;
  return produce(by, {
    ...rest,
    ...(contactPoint === undefined ? {} : { contactPoint }),
    effectiveAt: at,
    actor,
    id: by.ids.next(),
    type: "suppression.released",
    ...(scope === undefined ? {} : { scope }),
    detail: { reason, by: released, ...(fingerprint === undefined ? {} : { fingerprint }) },
  });
};
