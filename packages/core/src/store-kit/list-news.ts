import type { ContactId, ListId } from "../identifiers.js";
import type { ListInput, ListReactions, StoreScope } from "../ports/store/store.js";
import { createContactFailures } from "./contact-failures.js";
import { type ContactUnit, contactUnits } from "./contact-units.js";
import type { ContactChange } from "./contact-writes.js";
import type { Io } from "./io.js";
import { quarantineRead, quarantineWrites } from "./quarantine-rows.js";
import { plannedRuns, writeRuns } from "./run-changes.js";

/**
 * Starts what begins by the lists that contacts joined or left, once the change is written: no trip
 * where nothing does, else four at most. A contact that fails starts nothing and is put aside; its
 * change stands.
 */
export function* routeLists(
  scope: StoreScope,
  changes: readonly ContactChange[],
  reactions: ListReactions | undefined,
): Io<void> {
  if (reactions === undefined || reactions.lists.size === 0) return;
  const told = new Map<ContactId, readonly ListInput[]>();
  for (const change of changes) {
    const inputs = listInputs(scope, change, reactions.lists);
    if (inputs.length > 0) told.set(change.after.id, inputs);
  }
  yield* routeTold(scope, told, reactions);
}

/** The same for news that is known already. */
export function* routeTold(
  scope: StoreScope,
  told: ReadonlyMap<ContactId, readonly ListInput[]>,
  reactions: ListReactions,
): Io<void> {
  if (told.size === 0) return;
  const { units } = yield* contactUnits(scope, [...told.keys()], reactions.needs);
  const failures = createContactFailures();
  const planned = failures.run(units, ({ contact, facts, enrollments }: ContactUnit) => {
    const said = reactions.route({ inputs: told.get(contact) ?? [], facts, enrollments });
    return plannedRuns(scope, contact, enrollments, { ...said, wake: [] });
  });
  const failed = [...failures.codes.keys()].sort();
  const [known = []] = failed.length === 0 ? [] : yield [quarantineRead("contact", failed)];
  const ends = failed.map((contact) => {
    return { id: contact, contact, code: failures.codes.get(contact) ?? null };
  });
  const { writes } = quarantineWrites(scope, "contact", known, ends);
  yield* writeRuns(
    planned.filter((runs) => runs !== null),
    writes,
  );
}

/** The lists among `heeded` that one call made a contact join or leave. */
export function listInputs(
  { now }: StoreScope,
  { before, after }: ContactChange,
  heeded: ReadonlySet<ListId>,
): readonly ListInput[] {
  const was = new Set(before?.lists ?? []);
  const is = new Set(after.lists);
  const { id: contact, revision } = after;
  const of = (lists: ReadonlySet<ListId>, others: ReadonlySet<ListId>, joined: boolean) =>
    [...lists]
      .filter((list) => heeded.has(list) && !others.has(list))
      .map((list): ListInput => ({ kind: "list", contact, list, joined, at: now, revision }));
  return [...of(was, is, false), ...of(is, was, true)];
}
