import assert from "node:assert/strict";
import { join } from "node:path";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  type ConsentDraft,
  type ContactId,
  type EnrollmentRecord,
  enrollmentId,
  type Instant,
  type Store,
  workflowId,
} from "@wellsent/core";
import { sequentialIds } from "@wellsent/core/testing";
import type { Contest, Effort } from "../contest.ts";
import {
  createGrants,
  createWithdrawal,
  type Person,
  personAt,
  splitIntoBatches,
  tenant,
  writePeople,
} from "../engine/people.ts";
import { gate } from "../engine/shop.ts";
import { emptyReactions, noFacts } from "./empty-reactions.ts";
import { type FormerStore, formerAppend, type OpenFormer } from "./former-store.ts";
import { formerTeller, kitTeller } from "./tellers.ts";

const start = Date.UTC(2026, 10, 2, 12);

/**
 * Appends drafts about so many people and wakes a run of each. Ours is one commit; the peer appends
 * and then ingests the news. The gate is the same.
 */
export function appendContest(
  folder: string,
  openFormer: OpenFormer,
  size: number,
  { quick }: Effort,
): Contest {
  const people = Array.from({ length: quick ? 500 : 2_000 }, (_, n) => personAt(gate, n, start));
  const store = sqliteStore({ path: join(folder, `append-kit-${size}.db`) });
  const former = openFormer({ path: join(folder, `append-former-${size}.db`) });
  const tellers = { ours: kitTeller(store), peer: formerTeller(former, people) };
  const sources = { ours: draftSource(people), peer: draftSource(people) };
  let laidIn: readonly (readonly ConsentDraft[])[] = [];
  const appends = (who: "ours" | "peer") => async () => {
    for (const drafts of laidIn) await tellers[who].append(drafts, sources[who].now());
  };

  return {
    name: `append with its news, ${size === 1 ? "one draft" : `${size} drafts`} a call`,
    ours: appends("ours"),
    peer: appends("peer"),
    peerName: "append, then ingest, of main before the store kit",
    goal: 1.5,
    unit: "call",
    note: "SQLite files; each draft wakes a run",
    async prepare(who, iterations) {
      await tellers[who].rest(sources[who].now());
      laidIn = Array.from({ length: iterations }, () => sources[who].next(size));
    },
    async check() {
      await begin(store, former, people);
      for (const who of ["ours", "peer"] as const) {
        for (let call = 0; call < 5; call++) {
          await tellers[who].append(sources[who].next(size), sources[who].now());
        }
      }
      assert.deepEqual(await store.readLedgerHead(tenant), await former.readLedgerHead(tenant));
      const limit = people.length;
      const ours = await store.readEnrollments({ tenant, limit });
      const theirs = await former.readEnrollments({ tenant, limit });
      assert.equal(
        ours.items.filter(({ pending }) => pending.length > 0).length,
        Math.min(people.length, 5 * size),
      );
      assert.deepEqual(ours.items, theirs.items);
    },
    async release() {
      await store.close();
      await former.close();
    },
  };
}

/** Yes and no by turns, of one person after another. Both contenders get the same sequence. */
function draftSource(people: readonly Person[]) {
  const ids = sequentialIds("draft");
  let place = 0;
  const now = (): Instant => start + Math.floor(place / people.length) * 1_000;
  return {
    now,
    next: (count: number): readonly ConsentDraft[] =>
      Array.from({ length: count }, () => {
        const person = people[place % people.length];
        assert(person !== undefined);
        const round = Math.floor(place / people.length);
        const at = now();
        place += 1;
        if (round % 2 === 0) return createWithdrawal(ids, person, at);
        const [grant] = createGrants(ids, person, ["send"], at);
        assert(grant !== undefined);
        return grant;
      }),
  };
}

/** Everybody has said yes and is in the middle of one run. */
async function begin(store: Store, former: FormerStore, people: readonly Person[]): Promise<void> {
  const now = start - 1_000;
  const ids = sequentialIds("grant");
  await writePeople(store, people, now);
  await writePeople(former, people, now);
  for (const some of splitIntoBatches(people, 500)) {
    const drafts = some.flatMap((person) => createGrants(ids, person, ["send"], now));
    await store.appendConsent({ tenant, now, drafts }, emptyReactions);
    await former.appendConsent({ tenant, now, drafts }, formerAppend);
    const runs = new Map(some.map(({ contact }) => [contact, createRun(contact, now)]));
    const inputs = some.map(({ contact }) => ({
      kind: "event" as const,
      contact,
      event: { id: `begin-${contact}`, name: "begin", at: now, data: {} },
    }));
    await store.ingest(
      { tenant, now, inputs },
      {
        ...emptyReactions,
        route: ({ facts }) => ({
          start: [runs.get(facts.contact.id)].filter((run) => run !== undefined),
          log: [],
          dirty: false,
        }),
      },
    );
    await former.ingest({ tenant, now, inputs, needs: noFacts }, () => ({
      wake: [],
      start: [...runs.values()],
      dirty: [],
    }));
  }
}

function createRun(contact: ContactId, now: Instant): EnrollmentRecord {
  return {
    tenant,
    id: enrollmentId(`run-${contact}`),
    workflow: workflowId("welcome"),
    version: 1,
    contact,
    revision: 0,
    state: { node: "wait" },
    status: "active",
    wakeAt: null,
    waitingFor: ["consent.withdrawn", "consent.granted"],
    pending: [],
    entryKey: "once",
    startedAt: now,
    endedAt: null,
    outcome: null,
  };
}
