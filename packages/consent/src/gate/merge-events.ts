import type { ConsentDraft, ContactPointId, Instant, SuppressionEntry } from "@wellsent/core";
import { toHex, utf8 } from "../encoding/index.js";
import { draftEvent, type EventInput, type SuppressionReason } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import {
  joinProjections,
  keepRestrictions,
  mergeProjections,
  type Projection,
  releaseTable,
  scopeKey,
} from "../state/index.js";

/** A point that a merge brings in, with what is said of its address elsewhere. */
export interface MergedPoint {
  readonly projection: Projection;
  readonly elsewhere: readonly Projection[];
  readonly suppressions: readonly SuppressionEntry[];
}

/**
 * What a merge keeps denied, as events of its own: the log alone then tells the whole state, as the
 * join of both histories and of these. What denies the address that goes by the list or by another
 * of its points goes along: no history of the two tells it.
 *
 * @param id of the merge, and `nth` of the points it brings in: the events' ids are made of both.
 */
export function mergeEvents(
  into: Projection,
  from: MergedPoint,
  merge: {
    readonly id: string;
    readonly nth: number;
    readonly contactPoint: ContactPointId;
    readonly at: Instant;
  },
): { readonly joined: Projection; readonly drafts: readonly ConsentDraft[] } {
  const joined = joinProjections(into, from.projection);
  const merged = mergeProjections(into, deniedAround(from, merge.id), merge.at);
  const inputs: EventInput[] = [];
  const common = (effectiveAt: Instant) => ({
    id: keptId(merge, inputs.length),
    contactPoint: merge.contactPoint,
    effectiveAt,
    actor: { kind: "system" as const },
    caused: [merge.id],
  });
  for (const [key, denial] of Object.entries(merged.denials)) {
    if (joined.denials[key]?.at === denial.at) continue;
    const { scope } = denial;
    inputs.push({ ...common(denial.at), type: "consent.withdrawn", scope, method: "api" });
  }
  for (const [key, { reason, scope, added }] of Object.entries(merged.suppressions)) {
    if (added === undefined || joined.suppressions[key]?.added?.at === added.at) continue;
    inputs.push({ ...common(added.at), type: "suppression.added", scope, detail: { reason } });
  }
  const { set } = merged.restriction;
  if (set !== undefined && joined.restriction.set?.at !== set.at) {
    inputs.push({
      ...common(set.at),
      type: "restriction.set",
      detail: { ground: "objection_pending" },
    });
  }
  return { joined, drafts: inputs.map((input) => draftEvent(input)) };
}

/** A digest: what is appended to an id that is as long as ids may be makes none. */
function keptId({ id, nth }: { readonly id: string; readonly nth: number }, count: number): string {
  return `mrg_${toHex(sha256(utf8(JSON.stringify([id, nth, count])))).slice(0, 40)}`;
}

/** The point's own projection, and all that denies its address beside it. */
function deniedAround(
  { projection, elsewhere, suppressions: listed }: MergedPoint,
  id: string,
): Projection {
  const around = elsewhere.map(keepRestrictions).reduce(joinProjections, projection);
  const suppressions = { ...around.suppressions };
  for (const { reason, addedAt: at, scope = {} } of listed) {
    const key = `${reason}|${scopeKey(scope)}`;
    if (isReason(reason) && suppressions[key] === undefined)
      suppressions[key] = { reason, scope, added: { at, id } };
  }
  return { ...around, suppressions };
}

function isReason(reason: string): reason is SuppressionReason {
  return Object.hasOwn(releaseTable, reason);
}

/**
 * The points that a merge brings into its own, as far as the draft can be read: it is checked when
 * it is appended.
 */
export function pointsMerged({ type, fields }: ConsentDraft): readonly ContactPointId[] {
  if (type !== "subject.merged") return [];
  const detail = fields["detail"];
  if (typeof detail !== "object" || detail === null || !("from" in detail)) return [];
  const { from } = detail;
  return Array.isArray(from) ? from.filter(isPoint) : [];
}

function isPoint(value: unknown): value is ContactPointId {
  return typeof value === "string" && value.isWellFormed();
}
