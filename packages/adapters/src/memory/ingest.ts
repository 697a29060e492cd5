import type {
  ContactFacts,
  ContactId,
  EnrollmentRecord,
  FactsNeeded,
  IngestFacts,
  IngestInput,
  IngestReport,
  Instant,
  OutboxRecord,
  Routed,
  StoreScope,
} from "@wellsent/core";
import { markedBy } from "../store-rules/index.js";
import { factsOf } from "./facts.js";
import type { TenantState } from "./tenant-state.js";
import { markDirty, startEnrollments, wakeEnrollments } from "./writes.js";

type NewInput = IngestFacts["inputs"][number];

export function ingest(
  state: TenantState,
  call: StoreScope & { readonly needs: FactsNeeded; readonly inputs: readonly IngestInput[] },
  route: (facts: IngestFacts) => Routed,
): IngestReport {
  const inputs: NewInput[] = [];
  let duplicate = 0;
  let orphaned = 0;
  for (const input of call.inputs) {
    const recorded = record(state, input);
    if (recorded === "duplicate") duplicate += 1;
    else if (recorded === "orphaned") orphaned += 1;
    else inputs.push(recorded);
  }
  if (inputs.length === 0) return { accepted: 0, duplicate, orphaned, started: 0 };
  const concerned = [...new Set(inputs.map((input) => input.contact))];
  const contacts = concerned.flatMap(
    (id) => withEnrollments(state, id, call.needs, call.now) ?? [],
  );
  const routed = route({ inputs, contacts });
  wakeEnrollments(state, routed.wake, call.now);
  const started = startEnrollments(state, routed.start);
  for (const [index, contact] of routed.dirty.entries())
    markDirty(state, contact, call.now, `dirty[${index}]`);
  return { accepted: inputs.length, duplicate, orphaned, started };
}

function record(state: TenantState, input: IngestInput): NewInput | "duplicate" | "orphaned" {
  if (input.kind === "event") {
    if (state.contacts.get(input.contact) === undefined) return "orphaned";
    if (state.events.get(input.event.id) !== undefined) return "duplicate";
    state.events.set(input.event.id, { contact: input.contact, event: input.event });
    return input;
  }
  const row = state.messages.get(input.event.message);
  if (row === undefined) return "orphaned";
  if (state.deliveries.get(input.event.dedupeKey) !== undefined) return "duplicate";
  const { contact } = row.record;
  state.deliveries.set(input.event.dedupeKey, { contact, event: input.event });
  state.messages.set(row.record.key, { ...row, marks: markedBy(row.marks, input.event) });
  const message: OutboxRecord = row.record;
  return { ...input, contact, message };
}

export function withEnrollments(
  state: TenantState,
  contact: ContactId,
  needs: FactsNeeded,
  now: Instant,
): { readonly facts: ContactFacts; readonly enrollments: readonly EnrollmentRecord[] } | null {
  const facts = factsOf(state, contact, needs, now);
  return facts && { facts, enrollments: state.enrollments.where("contact", contact) };
}
