import { type ContactId, type SegmentId, sendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { IdSource } from "../ports/id-source.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { IngestFacts, Routed } from "../ports/store/store.js";
import {
  enrollmentFor,
  reentryAllowed,
  startsWith,
  type WorkflowInput,
  type WorkflowTrigger,
  wakes,
} from "../workflows/index.js";
import type { Catalogue } from "./catalogue.js";

type Starts = readonly EnrollmentRecord[];
type Wakes = Routed["wake"];

/** Which runs an input wakes, and which it begins. Pure: runs inside the store's transaction, on locked contacts. */
export const routeInputs = (
  catalogue: Catalogue,
  ids: IdSource,
  facts: IngestFacts,
  now: Instant,
): Routed => {
  const wake: Wakes[number][] = [];
  const start: EnrollmentRecord[] = [];
  const dirty = new Set<ContactId>();
  const contacts = new Map(facts.contacts.map((entry) => [entry.facts.contact.id, entry]));
  for (const input of facts.inputs) {
    const entry = contacts.get(input.contact);
    if (!entry) continue;
    dirty.add(input.contact);
    if (input.kind === "delivery") {
      const { event, message } = input;
      wake.push(
        ...wakeAll(entry.enrollments, {
          type: "delivery",
          event: event.type,
          template: message?.template ?? "",
          message: event.message,
          at: event.at,
          machine: event.engagement?.machine ?? null,
        }),
      );
      continue;
    }
    const { event } = input;
    wake.push(...wakeAll(entry.enrollments, { type: "event", ...event }));
    if (event.name === "consent.withdrawn")
      wake.push(...wakeAll(entry.enrollments, unsubscribed(event.at)));
    const begun = [
      ...entry.enrollments,
      ...start.filter(({ contact }) => contact === input.contact),
    ];
    start.push(...startAll(catalogue, ids, entry.facts, begun, { type: "event", event }, now));
  }
  return { wake, start, dirty: [...dirty] };
};

/** A withdrawal by any road ends what ends on "unsubscribed", whether or not a mail of ours carried the link. */
const unsubscribed = (at: Instant): WorkflowInput => ({
  type: "delivery",
  event: "unsubscribed",
  template: "",
  message: sendKey(""),
  at,
  machine: null,
});

export const routeMember = (
  catalogue: Catalogue,
  ids: IdSource,
  facts: ContactFacts,
  enrollments: readonly EnrollmentRecord[],
  change: { readonly segment: SegmentId; readonly entered: boolean; readonly at: Instant },
): { readonly start: Starts; readonly wake: Wakes } => ({
  wake: wakeAll(enrollments, { type: "member", ...change }),
  start: startAll(catalogue, ids, facts, enrollments, { type: "member", ...change }, change.at),
});

const wakeAll = (enrollments: readonly EnrollmentRecord[], input: WorkflowInput): Wakes =>
  enrollments
    .filter((enrollment) => wakes(enrollment, input))
    .map(({ id }) => ({ enrollment: id, input }));

export const startAll = (
  catalogue: Catalogue,
  ids: IdSource,
  { contact }: ContactFacts,
  previous: readonly EnrollmentRecord[],
  trigger: WorkflowTrigger,
  now: Instant,
): Starts => {
  const started: EnrollmentRecord[] = [];
  for (const definition of catalogue.current.values()) {
    if (!startsWith(definition, trigger) || !reentryAllowed(definition, previous, now)) continue;
    const enrollment = enrollmentFor(definition, contact, trigger, now, ids);
    if (enrollment) started.push(enrollment);
  }
  return started;
};
