import assert from "node:assert/strict";
import { join } from "node:path";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { OutboxRecord, Store } from "@wellsent/core";
import type { Verdict } from "@wellsent/core/ports";
import { sequentialIds } from "@wellsent/core/testing";
import type { Contest, Effort } from "../contest.ts";
import { createGrants, personAt, splitIntoBatches, tenant, writePeople } from "../engine/people.ts";
import { gate } from "../engine/shop.ts";
import { emptyReactions } from "./empty-reactions.ts";
import { type FormerStore, formerAppend, type OpenFormer } from "./former-store.ts";
import {
  createDraft,
  formerOutbox,
  kitOutbox,
  type Outbox,
  readDecisions,
  type Script,
} from "./outbox-script.ts";

const now = Date.UTC(2026, 10, 2, 12);
const day = 86_400_000;

/** Claim, look and settle by the hundred, on files of their own with the same people in them. */
export function handOverContest(
  folder: string,
  openFormer: OpenFormer,
  { quick }: Effort,
): Contest {
  const people = Array.from({ length: quick ? 1_000 : 5_000 }, (_, n) => personAt(gate, n, now));
  const store = sqliteStore({ path: join(folder, "hand-over-kit.db") });
  const former = openFormer({ path: join(folder, "hand-over-former.db") });
  const outboxes = { ours: kitOutbox(store), peer: formerOutbox(former) };
  let decisions: Awaited<ReturnType<typeof readDecisions>> = new Map();
  const campaigns = { ours: 0, peer: 0 };

  const queue = async (who: "ours" | "peer", count: number): Promise<void> => {
    for (let left = count; left > 0; left -= people.length) {
      campaigns[who] += 1;
      const campaign = `c${campaigns[who]}`;
      const drafts = people.slice(0, left).map((person) => {
        const decision = decisions.get(person.contact)?.queued;
        assert(decision?.allowed === true);
        return createDraft(campaign, person, decision, now);
      });
      await outboxes[who].queue(drafts, now);
    }
  };
  const send = ({ contact }: OutboxRecord): Verdict => {
    const decision = decisions.get(contact)?.claimed;
    assert(decision !== undefined);
    return { verdict: "send", decision };
  };
  const allGoes: Script = {
    claim: send,
    look: send,
    end: (key, attempt) => ({ key, attempt, outcome: "accepted", providerMessageId: null }),
  };
  const turns = (outbox: Outbox) => async (iterations: number) => {
    let confirmed = 0;
    for (let done = 0; done < iterations; done++) confirmed += await outbox.turn(allGoes, now);
    assert.equal(confirmed, iterations * 100);
  };

  return {
    name: "claim, look, settle by the hundred",
    ours: turns(outboxes.ours),
    peer: turns(outboxes.peer),
    peerName: "main before the store kit",
    goal: 1,
    unit: "hundred messages",
    note: "SQLite files, three commits each",
    prepare: (who, iterations) => queue(who, iterations * 100),
    async check() {
      await settleIn(store, former, people);
      decisions = await readDecisions(store, people, now);
      for (const who of ["ours", "peer"] as const) {
        await queue(who, 400);
        // The last turn finds nothing, and what was put off for a minute is not due yet.
        for (let turn = 0; turn < 6; turn++) await outboxes[who].turn(everyWay(send), now);
        await outboxes[who].turn(everyWay(send), now + 61_000);
      }
      const ours = await store.readOutbox({ tenant, limit: 1_000 });
      const theirs = await former.readOutbox({ tenant, limit: 1_000 });
      const seen = ({ key, status, attempt, reasons }: Seen) => [
        key,
        status,
        attempt,
        reasons.map(({ code }) => code),
      ];
      assert.deepEqual(ours.items.map(seen), theirs.items.map(seen));
      const statuses = new Set(ours.items.map(({ status }) => status));
      assert.deepEqual([...statuses].sort(), ["accepted", "queued", "rejected", "skipped"]);
    },
    async release() {
      await store.close();
      await former.close();
    },
  };
}

type Seen = Pick<OutboxRecord, "key" | "status" | "attempt" | "reasons">;

/** The same people with the same grants in both. */
async function settleIn(
  store: Store,
  former: FormerStore,
  people: readonly ReturnType<typeof personAt>[],
): Promise<void> {
  const ids = sequentialIds("grant");
  await writePeople(store, people, now);
  await writePeople(former, people, now);
  for (const some of splitIntoBatches(people, 500)) {
    const drafts = some.flatMap((person) => createGrants(ids, person, ["send"], now));
    await store.appendConsent({ tenant, now, drafts }, emptyReactions);
    await former.appendConsent({ tenant, now, drafts }, formerAppend);
  }
  assert.deepEqual(await store.readLedgerHead(tenant), await former.readLedgerHead(tenant));
}

/** Each way a message can go, by its place in the alphabet of keys. */
function everyWay(send: Script["claim"]): Script {
  const pickWay = (key: string): number => Number(key.slice(-3)) % 10;
  const why = (code: string) => [{ code, effect: "deny", rule: "the script" }] as const;
  return {
    claim: (message) => {
      const way = pickWay(message.key);
      if (way === 1) return { verdict: "skip", reasons: why("SKIPPED") };
      if (way === 2 && message.attempt === 0 && message.dueAt === now) {
        return { verdict: "defer", until: now + 60_000, reasons: why("DEFERRED") };
      }
      return send(message);
    },
    look: (message) =>
      pickWay(message.key) === 3
        ? { verdict: "skip", reasons: why("SKIPPED_LATE") }
        : send(message),
    end: (key, attempt) => {
      const way = pickWay(key);
      if (way === 4) return { key, attempt, outcome: "rejected", reasons: why("BOUNCED") };
      if (way !== 5) return { key, attempt, outcome: "accepted", providerMessageId: `<${key}>` };
      const reasons = why("GREYLISTED");
      const at = now + (attempt === 1 ? 60_000 : day);
      return { key, attempt, outcome: "retry", at, reasons, costs: "try" };
    },
  };
}
