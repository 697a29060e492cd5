import type { ContactPointId, Instant, SuppressionEntry } from "@wellsent/core";
import { type ConsentScope, formatEventTime } from "../events/index.js";
import {
  type AddressProjection,
  activeRestriction,
  addressSuppressions,
  type DenialKind,
  type GrantMark,
  validAnswer,
} from "../state/index.js";

/**
 * `granted`: by the person. `confirmed`: and proven by the mailbox. `asserted`: by somebody else
 * for them.
 */
export type RowStatus =
  | "granted"
  | "confirmed"
  | "asserted"
  | "requested"
  | "restricted"
  | "suppressed"
  | DenialKind;

/**
 * One line of a consent file: what stands for one scope of one contact point. Empty text: absent.
 */
export interface ConsentRow {
  readonly contact_point: string;
  /** For people and other systems; not read back by us. */
  readonly address: string;
  /** Where no contact point is left. */
  readonly fingerprint: string;
  readonly sender: string;
  readonly channel: string;
  readonly purpose: string;
  readonly topic: string;
  readonly activity: string;
  /** `yes`: of the purpose itself only, and not of its topics or what lies below it. */
  readonly exact: string;
  readonly status: string;
  /** On what the permission rests: `consent`, `consent_asserted`. */
  readonly basis: string;
  readonly method: string;
  readonly effective_at: string;
  readonly valid_until: string;
  readonly notice_digest: string;
  readonly suppression_reason: string;
  /** The event behind it: the same file twice is one import. */
  readonly event_id: string;
}

/** In this order in every file. */
export const consentColumns: readonly (keyof ConsentRow)[] = [
  "contact_point",
  "address",
  "fingerprint",
  "sender",
  "channel",
  "purpose",
  "topic",
  "activity",
  "exact",
  "status",
  "basis",
  "method",
  "effective_at",
  "valid_until",
  "notice_digest",
  "suppression_reason",
  "event_id",
];

export interface ExportedPoint {
  readonly contactPoint: ContactPointId;
  /** {@link addressProjection} of what the store has read: denials of the address come along. */
  readonly projection: AddressProjection;
  readonly address?: string;
}

const blank: ConsentRow = {
  contact_point: "",
  address: "",
  fingerprint: "",
  sender: "",
  channel: "",
  purpose: "",
  topic: "",
  activity: "",
  exact: "",
  status: "",
  basis: "",
  method: "",
  effective_at: "",
  valid_until: "",
  notice_digest: "",
  suppression_reason: "",
  event_id: "",
};

function scopeCells(scope: ConsentScope): Partial<ConsentRow> {
  return {
    sender: scope.sender ?? "",
    channel: scope.channel ?? "",
    purpose: scope.purpose ?? "",
    topic: scope.topic ?? "",
    activity: scope.activity ?? "",
    exact: scope.exact === true ? "yes" : "",
  };
}

function grantCells(mark: GrantMark, status: RowStatus): Partial<ConsentRow> {
  return {
    status,
    basis: status === "asserted" ? "consent_asserted" : "consent",
    method: mark.method ?? "",
    effective_at: formatEventTime(mark.at),
    valid_until: mark.until === undefined ? "" : formatEventTime(mark.until),
    notice_digest: mark.notice ?? "",
    event_id: mark.id,
  };
}

function eventCells(
  status: RowStatus,
  { at, id }: { readonly at: Instant; readonly id: string },
): Partial<ConsentRow> {
  return {
    status,
    effective_at: formatEventTime(at),
    event_id: id,
  };
}

/**
 * Everything that stands for a contact point, denials first. A denial is listed also where a later
 * proof has lifted it: an export that leaves denials out is how opt-outs die.
 */
export function consentRows({
  contactPoint,
  projection,
  address = "",
}: ExportedPoint): readonly ConsentRow[] {
  const rows: ConsentRow[] = [];
  const row = (scope: ConsentScope, cells: Partial<ConsentRow>): void => {
    rows.push({ ...blank, contact_point: contactPoint, address, ...scopeCells(scope), ...cells });
  };
  for (const { reason, scope, added } of addressSuppressions(projection)) {
    row(scope, { ...eventCells("suppressed", added), suppression_reason: reason });
  }
  for (const { denials } of [projection, ...(projection.elsewhere ?? [])])
    for (const denial of Object.values(denials)) row(denial.scope, eventCells(denial.kind, denial));
  const restricted = activeRestriction(projection);
  if (restricted !== undefined) row({}, eventCells("restricted", restricted));
  for (const { cell, subject, proven, asserted, waiting = {} } of Object.values(
    projection.grants,
  )) {
    if (subject !== undefined) row(cell, grantCells(subject, "granted"));
    if (proven !== undefined) row(cell, grantCells(proven, "confirmed"));
    if (asserted !== undefined) row(cell, grantCells(asserted, "asserted"));
    for (const [key, mark] of Object.entries(waiting)) {
      row(cell, grantCells(mark, key.startsWith("asserted|") ? "asserted" : "granted"));
    }
  }
  for (const request of Object.values(projection.requests)) {
    if (request.cell === undefined || request.asked === undefined) continue;
    const answered = validAnswer(request);
    if (answered === undefined) row(request.cell, eventCells("requested", request.asked));
    else row(request.cell, grantCells(answered.mark, answered.proven ? "confirmed" : "granted"));
  }
  return rows;
}

/**
 * A suppression that no contact point is left of. It has no event id; its fingerprint and reason
 * name it.
 */
export function suppressionRow({ fingerprint, reason, addedAt }: SuppressionEntry): ConsentRow {
  return {
    ...blank,
    fingerprint,
    status: "suppressed",
    effective_at: formatEventTime(addedAt),
    suppression_reason: reason,
  };
}
