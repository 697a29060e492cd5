import type { ConsentDraft, ContactId, EnrollmentRecord, Instant, Store } from "@wellsent/core";
import type { ConsentNews, Reactions, StepResult } from "@wellsent/core/ports";
import { type Person, purpose, tenant } from "../engine/people.ts";
import { emptyReactions, noFacts } from "./empty-reactions.ts";
import { type FormerStore, formerAppend } from "./former-store.ts";

/** A store that appends consent and tells the runs, whichever port it has. */
export interface Teller {
  append(drafts: readonly ConsentDraft[], now: Instant): Promise<void>;
  /** Runs take in what they were told and wait again. */
  rest(now: Instant): Promise<void>;
}

function createEvent({ act }: ConsentNews, at: Instant) {
  return {
    name: `consent.${act}`,
    at,
    data: { purposes: [purpose] },
  };
}

function wakeAll(enrollments: readonly EnrollmentRecord[], input: string) {
  return enrollments.map(({ id }) => ({ enrollment: id, input: { event: input } }));
}

function rested(enrollment: EnrollmentRecord): StepResult {
  return {
    enrollment: { ...enrollment, revision: enrollment.revision + 1, pending: [], wakeAt: null },
    outbox: [],
    log: [],
  };
}

export function kitTeller(store: Store): Teller {
  return {
    async append(drafts, now) {
      const reactions: Reactions = {
        ...emptyReactions,
        createEvent: (news) => createEvent(news, now),
        wake: ({ inputs, enrollments }) =>
          inputs.flatMap((input) =>
            input.kind === "event" ? wakeAll(enrollments, input.event.name) : [],
          ),
        route: () => ({ start: [], log: [], dirty: true }),
      };
      await store.appendConsent({ tenant, now, drafts }, reactions);
    },
    async rest(now) {
      const call = { tenant, now, limit: 500, except: [] };
      const step = ({ enrollment }: { readonly enrollment: EnrollmentRecord }) =>
        rested(enrollment);
      for (let more = true; more; )
        more = (await store.advance(call, { needs: () => noFacts, step })).more;
    },
  };
}

export function formerTeller(store: FormerStore, people: readonly Person[]): Teller {
  const owners = new Map(people.map(({ point, contact }) => [point, contact]));
  return {
    async append(drafts, now) {
      const { news } = await store.appendConsent({ tenant, now, drafts }, formerAppend);
      const inputs = news.flatMap((one) => {
        const contact = owners.get(one.contactPoint);
        const id = `consent:${one.entry}:${one.contactPoint}`;
        const event = { id, ...createEvent(one, now) };
        return contact === undefined ? [] : [{ kind: "event" as const, contact, event }];
      });
      await store.ingest({ tenant, now, inputs, needs: noFacts }, ({ inputs, contacts }) => {
        const runs = new Map<ContactId, readonly EnrollmentRecord[]>(
          contacts.map(({ facts, enrollments }) => [facts.contact.id, enrollments]),
        );
        return {
          wake: inputs.flatMap(({ contact, event }) =>
            wakeAll(runs.get(contact) ?? [], event.name),
          ),
          start: [],
          dirty: [...runs.keys()],
        };
      });
    },
    async rest(now) {
      const call = { tenant, now, limit: 500, needs: noFacts };
      const reduce = (due: readonly { readonly enrollment: EnrollmentRecord }[]) =>
        due.map(({ enrollment }) => rested(enrollment));
      for (let more = true; more; ) more = (await store.advance(call, reduce)).more;
    },
  };
}
