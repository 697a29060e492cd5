import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import { draftEvent, type EventInput } from "../events/index.js";
import { joinProjections, mergeProjections, type Projection } from "../state/index.js";

/**
 * What a merge keeps denied, as events of its own: the log alone then tells the whole state, as the
 * join of both histories and of these.
 *
 * @param id of the merge; the events are named after it.
 */
export const mergeEvents = (
  into: Projection,
  from: Projection,
  merge: { readonly id: string; readonly contactPoint: ContactPointId; readonly at: Instant },
): { readonly joined: Projection; readonly drafts: readonly ConsentDraft[] } => {
  const joined = joinProjections(into, from);
  const merged = mergeProjections(into, from, merge.at);
  const inputs: EventInput[] = [];
  const common = (effectiveAt: Instant) => ({
    id: `${merge.id}.${inputs.length}`,
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
};
