import type { DeliveryEvent, TrackedLink } from "@wellsent/core";
import { contactId, contactPointId, sendKey } from "@wellsent/core";
import type { Settlement, Verdict } from "@wellsent/core/ports";
import { handOverTable, leaseTable, linkListTable, messageTable } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import {
  allowed,
  keys,
  needs,
  type OutboxScene,
  outboxScene,
  sendIt,
  start,
  tenant,
} from "./outbox-scene.js";

const minute = 60_000;
const reasons = [{ code: "QUIET_HOURS", effect: "defer" as const, rule: "test" }];

async function claimed(count: number, worker = "w1") {
  const scene = outboxScene();
  await scene.people("ada");
  await scene.queue(keys(count).map((key) => ({ key })));
  const report = await scene.claim(worker);
  return { scene, claims: report.claimed.map(({ message }) => message) };
}

function handOvers({ rows }: OutboxScene) {
  return rows
    .listRows(tenant, handOverTable)
    .map(({ id, messages }) => [id, JSON.parse(String(messages))]);
}

function workers({ rows }: OutboxScene) {
  return rows.listRows(tenant, leaseTable).map(({ worker, until }) => [worker, until]);
}

describe("reviewClaims", () => {
  test("puts the confirmed ones on record as in hands, and renews the lease", async () => {
    const { scene, claims } = await claimed(3);
    scene.now += 1_000;
    const { confirmed } = await scene.look("w1", claims.slice(0, 2));
    expect(confirmed).toEqual(keys(2));
    expect(handOvers(scene)).toEqual([
      [
        "look",
        [
          ["m000", 1],
          ["m001", 1],
        ],
      ],
    ]);
    expect(workers(scene)).toEqual([["w1", start + 121_000]]);
  });

  test("neither judges nor confirms what is not held", async () => {
    const { scene, claims } = await claimed(2);
    const judged: string[] = [];
    const verdict = (): Verdict => {
      judged.push("one");
      return sendIt();
    };
    const stale = claims.map(({ key, attempt }) => ({ key, attempt: attempt - 1 }));
    expect(await scene.look("w1", stale, verdict)).toEqual({ confirmed: [] });
    expect(await scene.look("w2", claims, verdict)).toEqual({ confirmed: [] });
    await scene.settle([accepted("m000", 1)]);
    expect(await scene.look("w1", claims.slice(0, 1), verdict)).toEqual({ confirmed: [] });
    expect([judged, handOvers(scene)]).toEqual([[], []]);
  });

  test("gives back what is no longer to be sent", async () => {
    const { scene, claims } = await claimed(3);
    const verdicts: Readonly<Record<string, Verdict>> = {
      m000: { verdict: "defer", until: start + minute, reasons },
      m001: { verdict: "skip", reasons },
      m002: { verdict: "leave", reasons },
    };
    const { confirmed } = await scene.look(
      "w1",
      claims,
      ({ message }) => verdicts[message.key] ?? sendIt(),
    );
    expect(confirmed).toEqual([]);
    const after = await scene.store.readOutbox({ tenant });
    expect(after.items).toMatchObject([
      { status: "queued", dueAt: start + minute, worker: null, attempt: 1, tries: 0 },
      { status: "skipped", settledAt: start, worker: null, reasons },
      { status: "queued", dueAt: start, worker: null, reasons },
    ]);
  });

  test("puts aside what cannot be judged, and confirms the others", async () => {
    const { scene, claims } = await claimed(3);
    const { confirmed } = await scene.look("w1", claims, ({ message }) => {
      if (message.key === "m001") throw new Error("bad data");
      return sendIt();
    });
    expect(confirmed).toEqual(["m000", "m002"]);
    expect(await scene.message(sendKey("m001"))).toMatchObject({ status: "queued", worker: null });
    expect((await scene.claim("w2")).claimed).toEqual([]);
    scene.now += minute;
    expect((await scene.claim("w2")).claimed).toHaveLength(1);
  });

  test("can be made again under its name, which nobody else may use", async () => {
    const { scene, claims } = await claimed(2);
    await scene.look("w1", claims);
    expect(await scene.look("w1", claims.slice(1))).toEqual({ confirmed: ["m001"] });
    expect(handOvers(scene)).toEqual([["look", [["m001", 1]]]]);
    await scene.queue([{ key: sendKey("x") }]);
    const other = await scene.claim("w2");
    const look = scene.look(
      "w2",
      other.claimed.map(({ message }) => message),
    );
    await expect(look).rejects.toMatchObject({ code: "STORE_HAND_OVER_CONFLICT" });
  });
});

describe("links", () => {
  const list = (target: string): readonly TrackedLink[] => [{ position: 0, link: 0, target }];
  const linked = (links: readonly TrackedLink[]) => (): Verdict => ({
    verdict: "send",
    decision: allowed,
    links,
  });
  const lists = ({ rows }: OutboxScene) =>
    rows.listRows(tenant, linkListTable).map(({ body }) => JSON.parse(String(body)));

  test("of one mailing are kept once, and read with each message", async () => {
    const { scene, claims } = await claimed(3);
    await scene.look("w1", claims, linked(list("https://a.example")));
    expect(lists(scene)).toEqual([list("https://a.example")]);
    for (const { key } of claims) {
      expect((await scene.message(key)).links).toEqual(list("https://a.example"));
    }
    const { items } = await scene.store.readOutbox({ tenant });
    expect(items.every(({ links }) => links?.length === 1)).toBe(true);
  });

  test("that nobody needs any more are dropped", async () => {
    const { scene, claims } = await claimed(2);
    await scene.look("w1", claims, linked(list("https://a.example")));
    await scene.look("w1", claims.slice(0, 1), linked(list("https://b.example")), "second");
    expect(lists(scene)).toEqual([list("https://a.example"), list("https://b.example")]);
    await scene.look("w1", claims.slice(1), linked(list("https://b.example")), "third");
    expect(lists(scene)).toEqual([list("https://b.example")]);
  });

  test("never mix where two lists have one digest", async () => {
    const { scene, claims } = await claimed(2);
    await scene.look("w1", claims.slice(0, 1), linked(list("https://a.example")));
    // As if another list had been found with this very digest.
    const [row] = scene.rows.listRows(tenant, linkListTable);
    scene.rows.listRows(tenant, linkListTable)[0] = {
      ...row,
      body: JSON.stringify(list("https://collision.example")),
    };
    await scene.look("w1", claims.slice(1), linked(list("https://a.example")), "second");
    expect((await scene.message(keys(2)[0] ?? sendKey(""))).links).toEqual(
      list("https://collision.example"),
    );
    expect((await scene.message(keys(2)[1] ?? sendKey(""))).links).toEqual(
      list("https://a.example"),
    );
  });
});

describe("settle", () => {
  const result = (outcome: Settlement["outcome"], attempt: number): Settlement => {
    const common = { key: sendKey("m000"), attempt };
    if (outcome === "accepted") return { ...common, outcome, providerMessageId: "p1" };
    if (outcome === "retry") {
      return { ...common, outcome, at: start + minute, reasons, costs: "nothing" };
    }
    return { ...common, outcome, reasons };
  };
  const outcomes = ["accepted", "rejected", "failed", "unknown", "skipped", "retry"] as const;
  /** Brings m000 into each state, at attempt 2. */
  const states: Readonly<Record<string, (scene: OutboxScene) => Promise<unknown>>> = {
    claimed: async () => undefined,
    queued: (scene) => scene.settle([{ ...result("retry", 2) }]),
    accepted: (scene) => scene.settle([result("accepted", 2)]),
    failed: (scene) => scene.settle([result("failed", 2)]),
    skipped: (scene) => scene.settle([result("skipped", 2)]),
    unknown: (scene) => scene.settle([result("unknown", 2)]),
  };
  const attempts = [1, 2, 3];
  const applies = (state: string, outcome: string, attempt: number): boolean => {
    if (state === "claimed" && attempt === 2) return true;
    if (state === "unknown" && attempt === 2 && outcome !== "unknown") return true;
    return outcome === "accepted" && attempt <= 2 && /queued|claimed|unknown/.test(state);
  };
  const cases = Object.keys(states).flatMap((state) =>
    outcomes.flatMap((outcome) => attempts.map((attempt) => ({ state, outcome, attempt }))),
  );

  test.each(cases)("$outcome of attempt $attempt on $state at attempt 2", async (one) => {
    const { scene } = await claimed(1);
    await scene.claim("w1");
    await states[one.state]?.(scene);
    const before = await scene.message(sendKey("m000"));
    expect(before).toMatchObject({ status: one.state, attempt: 2 });
    scene.now += 1;
    const answer = await scene.settle([result(one.outcome, one.attempt)]);
    const after = await scene.message(sendKey("m000"));
    if (!applies(one.state, one.outcome, one.attempt)) {
      expect(answer).toEqual({ applied: 0, stale: 1 });
      expect(after).toEqual(before);
      return;
    }
    expect(answer).toEqual({ applied: 1, stale: 0 });
    expect(after.worker).toBeNull();
    if (one.outcome === "retry") {
      expect(after).toMatchObject({ status: "queued", dueAt: start + minute, settledAt: null });
    } else expect(after).toMatchObject({ status: one.outcome, settledAt: scene.now });
    expect(await scene.store.integrity(tenant)).toEqual([]);
  });

  test("counts a try, a hand-over in doubt, or nothing", async () => {
    const { scene } = await claimed(3);
    const retry = (key: string, costs: "try" | "doubt" | "nothing"): Settlement => ({
      key: sendKey(key),
      attempt: 1,
      outcome: "retry",
      at: start,
      reasons,
      costs,
    });
    await scene.settle([retry("m000", "try"), retry("m001", "doubt"), retry("m002", "nothing")]);
    const { items } = await scene.store.readOutbox({ tenant });
    expect(items.map(({ tries, lost }) => [tries, lost])).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  test("withdraws a second copy that waits or is reserved", async () => {
    const { scene } = await claimed(1);
    await scene.settle([{ ...result("retry", 1), costs: "doubt" } as Settlement]);
    scene.now += minute;
    const again = await scene.claim("w2");
    expect(again.claimed).toHaveLength(1);
    expect(await scene.settle([result("accepted", 1)])).toEqual({ applied: 1, stale: 0 });
    const { confirmed } = await scene.look(
      "w2",
      again.claimed.map(({ message }) => message),
    );
    expect(confirmed).toEqual([]);
  });

  test("takes two results for one message in order, and an unknown key as stale", async () => {
    const { scene } = await claimed(1);
    const both = await scene.settle([
      result("unknown", 1),
      result("accepted", 1),
      accepted("nobody", 1),
    ]);
    expect(both).toEqual({ applied: 2, stale: 1 });
    expect(await scene.message(sendKey("m000"))).toMatchObject({ status: "accepted", lost: 1 });
  });

  test("takes in what the hand-off said about the address, once, in one transaction", async () => {
    const { scene } = await claimed(1);
    const report: DeliveryEvent = {
      type: "bounced",
      dedupeKey: "door:m000",
      message: sendKey("m000"),
      at: start + 1,
      bounce: { permanence: "hard", scope: "recipient" },
    };
    const bounced: Settlement = { ...result("rejected", 1), report };
    const at = { tenant, contactPoint: contactPointId("p-ada") };
    const trips = scene.rows.trips.length;
    await scene.settle([bounced]);
    const count = scene.rows.trips.length - trips;
    expect(await scene.settle([bounced])).toEqual({ applied: 0, stale: 1 });
    expect((await scene.store.readConsent(at))?.suppressions).toHaveLength(1);
    expect((await scene.store.readLedgerHead(tenant)).size).toBe(1);
    const contact = contactId("ada");
    const facts = await scene.store.readFacts({ tenant, now: start, contact, needs });
    expect(facts?.messages).toMatchObject([{ status: "rejected", bouncedAt: start + 1 }]);

    for (let kill = 1; kill <= count; kill += 1) {
      const { scene: other } = await claimed(1);
      let left = kill;
      other.rows.before = () => {
        left -= 1;
        if (left === 0) throw new Error("killed");
      };
      await expect(other.settle([bounced])).rejects.toThrow("killed");
      delete other.rows.before;
      expect((await other.message(sendKey("m000"))).status).toBe("claimed");
      expect((await other.store.readConsent(at))?.suppressions).toEqual([]);
      await other.settle([bounced]);
      expect((await other.store.readConsent(at))?.suppressions).toHaveLength(1);
    }
  });

  test("closes hand-overs and renews the lease that there is", async () => {
    const { scene, claims } = await claimed(2);
    await scene.look("w1", claims, sendIt, "one");
    scene.now += 7;
    const settle = (worker: string) =>
      scene.store.settle(
        {
          tenant,
          now: scene.now,
          results: [accepted("m000", 1), accepted("m001", 1)],
          closes: ["one"],
          lease: { worker, leaseMs: 10 },
        },
        { needs: { events: {}, messages: 0, consent: false }, ...nobodyReacts },
      );
    await settle("w1");
    await settle("w2");
    expect(handOvers(scene)).toEqual([]);
    expect(workers(scene)).toEqual([["w1", scene.now + 10]]);
  });
});

describe("sweepWorkers", () => {
  const lost = { code: "WORKER_LOST" };

  test("leaves a worker alone until its lease and the grace are over", async () => {
    const { scene } = await claimed(1);
    scene.now = start + 120_000 + 5_000;
    expect(await scene.sweep()).toEqual({
      requeued: 0,
      held: 0,
      doubled: 0,
      more: false,
      waiting: [],
    });
    scene.now += 1;
    expect(await scene.sweep()).toEqual({
      requeued: 1,
      held: 0,
      doubled: 0,
      more: false,
      waiting: [],
    });
  });

  test("puts back what was only reserved, at no cost, and holds what was in hands", async () => {
    const { scene, claims } = await claimed(4);
    await scene.look("w1", claims.slice(0, 1));
    scene.now += 10 * minute;
    expect(await scene.sweep("hold")).toEqual({
      requeued: 3,
      held: 1,
      doubled: 0,
      more: false,
      waiting: [],
    });
    const { items } = await scene.store.readOutbox({ tenant });
    expect(items[0]).toMatchObject({
      status: "unknown",
      lost: 1,
      tries: 0,
      worker: null,
      settledAt: scene.now,
      reasons: [lost],
    });
    for (const item of items.slice(1)) {
      expect(item).toMatchObject({
        status: "queued",
        dueAt: start,
        tries: 0,
        lost: 0,
        reasons: [],
      });
    }
    expect([handOvers(scene), workers(scene)]).toEqual([[], []]);
    // The worker was only slow: what it says counts for what was in its hands.
    expect(await scene.settle([accepted("m000", 1)])).toEqual({ applied: 1, stale: 0 });
    expect(await scene.look("w1", claims.slice(1), sendIt, "late")).toEqual({ confirmed: [] });
    expect(await scene.store.integrity(tenant)).toEqual([]);
  });

  test("queues once more what the policy says, and counts it", async () => {
    const { scene, claims } = await claimed(2);
    await scene.look("w1", claims.slice(0, 1));
    scene.now += 10 * minute;
    expect(await scene.sweep("retry")).toEqual({
      requeued: 1,
      held: 0,
      doubled: 1,
      more: false,
      waiting: [],
    });
    expect(await scene.message(sendKey("m000"))).toMatchObject({
      status: "queued",
      dueAt: scene.now,
      lost: 1,
      reasons: [lost],
    });
  });

  test("takes at most its limit, and ends a lease with the last of its messages", async () => {
    const { scene, claims } = await claimed(5);
    await scene.look("w1", claims.slice(0, 2));
    scene.now += 10 * minute;
    const reports = [];
    for (let round = 0; round < 3; round += 1) reports.push(await scene.sweep("hold", 2));
    expect(reports.map(({ more }) => more)).toEqual([true, true, false]);
    expect(reports.reduce((sum, { held }) => sum + held, 0)).toBe(2);
    expect(reports.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(3);
    expect(workers(scene)).toEqual([]);
  });

  test("holds whatever it cannot read or judge", async () => {
    const { scene, claims } = await claimed(3);
    await scene.look("w1", claims);
    const list = scene.rows.listRows(tenant, messageTable);
    list[1] = { ...list[1], data: "{" };
    scene.now += 10 * minute;
    const report = await scene.store.sweepWorkers(
      { tenant, now: scene.now, graceMs: 0, limit: 10 },
      ({ key }) => {
        if (key === "m000") throw new Error("bad data");
        return "retry";
      },
    );
    expect(report).toEqual({ requeued: 0, held: 2, doubled: 1, more: false, waiting: [] });
  });

  test("holds all of a worker's messages where its hand-overs cannot be read", async () => {
    const { scene, claims } = await claimed(3);
    await scene.look("w1", claims.slice(0, 1));
    const list = scene.rows.listRows(tenant, handOverTable);
    list[0] = { ...list[0], messages: "[[" };
    scene.now += 10 * minute;
    expect(await scene.sweep("hold")).toMatchObject({ requeued: 0, held: 3 });
  });

  test("is what there is to do next, once nothing else is", async () => {
    const { scene } = await claimed(1);
    await scene.store.refreshSegments(
      { tenant, now: scene.now, limit: 10, needs: { events: {}, messages: 0, consent: false } },
      ({ facts }) => ({
        contact: facts.contact.id,
        memberships: [],
        recheckAt: null,
        start: [],
        wake: [],
        log: [],
      }),
    );
    expect(await scene.store.nextWork(tenant)).toBe(start + 120_000);
    await scene.settle([accepted("m000", 1)]);
    await scene.claim("w1");
    expect(await scene.store.nextWork(tenant)).toBeNull();
  });
});

function accepted(key: string, attempt: number): Settlement {
  return {
    key: sendKey(key),
    attempt,
    outcome: "accepted",
    providerMessageId: null,
  };
}

const nobodyReacts = {
  draftsFor: () => [],
  append: () => {
    throw new Error("nothing to append");
  },
  createEvent: () => {
    throw new Error("no news");
  },
  wake: () => [],
  route: () => {
    throw new Error("nothing to route");
  },
};
