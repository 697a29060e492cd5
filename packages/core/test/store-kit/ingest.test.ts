import { contactId, enrollmentId } from "@wellsent/core";
import type { Routed, WakeUnit } from "@wellsent/core/ports";
import {
  consentPointTable,
  contactTable,
  eventTable,
  ledgerTable,
  tables,
} from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import {
  bad,
  consent,
  everything,
  failing,
  ledgerIds,
  nothing,
  peopleScene,
  reactions,
  report,
  run,
  start,
  tenant,
  visit,
} from "./people-scene.js";

describe.each([true, false])("ingest (sync rows: %s)", (sync) => {
  test("records each input once, and routes a contact's new ones in order", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    await scene.mail("ada");
    const given: string[][] = [];
    const route = ({ inputs, facts }: Parameters<typeof reactions.route>[0]): Routed => {
      given.push([
        facts.contact.id,
        ...inputs.map((one) => (one.kind === "delivery" ? one.event.dedupeKey : readId(one))),
      ]);
      return nothing;
    };
    const inputs = [
      visit("ada", "e1"),
      visit("bob", "e2"),
      report("ada", "opened"),
      visit("ada", "e1"),
      visit("cid", "e3"),
      report("bob", "opened"),
      visit("ada", "e4"),
      report("ada", "clicked", "event:e4"),
    ];
    expect(await scene.ingest(inputs, route)).toEqual({
      accepted: 5,
      duplicate: 1,
      orphaned: 2,
      started: 0,
      quarantined: [],
    });
    expect(given).toEqual([
      ["ada", "e1", "ada-opened", "e4", "event:e4"],
      ["bob", "e2"],
    ]);
    const again = await scene.ingest(inputs, route);
    expect(again).toMatchObject({ accepted: 0, duplicate: 6, orphaned: 2 });
    expect(given).toHaveLength(2);
  });

  test("gives facts that hold what was just recorded, appended and marked", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    await scene.mail("ada");
    let seen: unknown;
    await scene.ingest([visit("ada", "e1"), report("ada", "complained")], ({ inputs, facts }) => {
      seen = {
        inputs: inputs.map((one) => (one.kind === "delivery" ? one.message?.key : readId(one))),
        events: facts.events.map(({ id }) => id).sort(),
        complained: facts.messages[0]?.complainedAt,
        consent: [facts.consent[0]?.projection, facts.consent[0]?.suppressions.length],
      };
      return nothing;
    });
    const news = "consent:delivery:ada-complained:p-ada";
    expect(seen).toEqual({
      inputs: ["e1", "mail-ada", news],
      events: [news, "e1"],
      complained: start,
      consent: ["denied", 1],
    });
    expect(await ledgerIds(scene)).toEqual(["delivery:ada-complained"]);
  });

  test("starts and wakes runs, and logs what began by this call only", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    await scene.begin(run("ada", { wakeAt: null, waitingFor: ["visited"] }));
    const other = run("ada", { id: enrollmentId("run-2"), entryKey: "second" });
    const log = [run("ada"), other].map(({ id, workflow, contact }) => {
      return {
        tenant,
        enrollment: id,
        workflow,
        contact,
        revision: 0,
        at: start,
        path: [id],
        detail: {},
      };
    });
    const report = await scene.ingest(
      [visit("ada", "e2")],
      () => ({ ...nothing, start: [run("ada", { id: enrollmentId("run-3") }), other], log }),
      { wake: () => [{ enrollment: run("ada").id, input: "hello" }] },
    );
    expect(report.started).toBe(1);
    const runs = await scene.runs("ada");
    expect(runs.map(({ id, wakeAt, pending }) => [id, wakeAt, pending])).toEqual([
      ["run-ada", start, ["hello"]],
      ["run-2", start, []],
    ]);
    const steps = await scene.store.readStepLog({ tenant, contact: contactId("ada") });
    expect(steps.items.map(({ path }) => path)).toEqual([["run-2"]]);
  });
});

describe("ingest of a contact that cannot be routed", () => {
  test("costs a report about an address that cannot be read, and no other denial", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.mail("ada");
    await scene.mail("bob");
    scene.damage(consentPointTable, "p-ada", { projection: "{" });
    const inputs = [report("ada", "complained"), report("bob", "complained")];
    expect(await scene.ingest(inputs)).toMatchObject({
      accepted: 1,
      quarantined: [{ contact: "ada", code: "STORE_CORRUPT" }],
    });
    expect(await ledgerIds(scene)).toEqual(["delivery:bob-complained"]);
    const drafts = ["ada", "bob"].map((name) =>
      consent(`p-${name}`, `c-${name}`, "consent.withdrawn"),
    );
    const { entries, refused } = await scene.append(drafts);
    expect(entries.map(({ id }) => id)).toEqual(["c-bob"]);
    expect(refused).toEqual([{ id: "c-ada", code: "PROJECTION_UNREADABLE" }]);
  });

  test("records nothing of it, names it, and everything of the others", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob", "cid");
    await scene.mail("bob");
    await scene.mail("cid");
    const inputs = [
      visit("ada", "e1"),
      visit("bob", "e2"),
      report("bob", "complained"),
      report("cid", "complained"),
    ];
    expect(await scene.ingest(inputs, failing(["bob"]))).toEqual({
      accepted: 2,
      duplicate: 0,
      orphaned: 0,
      started: 0,
      quarantined: [{ contact: "bob", code: "INPUT_TEST" }],
    });
    expect(await ledgerIds(scene)).toEqual(["delivery:cid-complained"]);
    expect(await scene.quarantine()).toEqual([]);
    expect(await scene.ingest(inputs)).toMatchObject({
      accepted: 2,
      duplicate: 2,
      quarantined: [],
    });
    expect(await ledgerIds(scene)).toEqual(["delivery:cid-complained", "delivery:bob-complained"]);
  });

  test("fails with the very error where it is alone, and writes nothing", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    const before = scene.snapshot(tables);
    const thrown = new Error("from the function");
    const call = scene.ingest([visit("ada", "e1")], () => {
      throw thrown;
    });
    await expect(call).rejects.toBe(thrown);
    expect(scene.snapshot(tables)).toBe(before);
  });

  test("refuses runs that are not there, and runs of somebody else", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.begin(run("bob"));
    const said = (over: Partial<Routed>) => () => ({ ...nothing, ...over });
    const wake = [{ enrollment: run("bob").id, input: 1 }];
    await expect(
      scene.ingest([visit("ada", "e1")], said({}), { wake: () => wake }),
    ).rejects.toMatchObject({ code: "STORE_ENROLLMENT_UNKNOWN" });
    const theirs = [run("bob", { id: enrollmentId("run-2"), entryKey: "two" })];
    await expect(scene.ingest([visit("ada", "e1")], said({ start: theirs }))).rejects.toMatchObject(
      {
        code: "STORE_RESULT_MISMATCH",
      },
    );
    const taken = [run("ada", { id: run("bob").id })];
    await expect(scene.ingest([visit("ada", "e1")], said({ start: taken }))).rejects.toMatchObject({
      code: "STORE_ENROLLMENT_CONFLICT",
    });
    expect((await scene.ingest([visit("ada", "e1")])).accepted).toBe(1);
  });

  test("is the function's fault where most of ten contacts fail alike", async () => {
    const scene = peopleScene();
    const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
    await scene.people(...names);
    const inputs = names.map((name) => visit(name, `e-${name}`));
    const before = scene.snapshot(tables);
    await expect(scene.ingest(inputs, failing(names.slice(0, 6)))).rejects.toMatchObject({
      code: "STORE_FUNCTION_FAILED",
    });
    expect(scene.snapshot(tables)).toBe(before);
    const report = await scene.ingest(inputs, failing(names.slice(0, 5)));
    expect([report.accepted, report.quarantined.length]).toEqual([5, 5]);
  });

  test("costs the damaged contact only", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.begin(run("bob", { wakeAt: null }));
    scene.damage(contactTable, "bob", { body: '{"points":' });
    const inputs = [visit("ada", "e1"), visit("bob", "e2")];
    const wake: typeof reactions.wake = ({ enrollments }) =>
      enrollments.map(({ id }) => ({ enrollment: id, input: "told" }));
    expect(await scene.ingest(inputs, () => nothing, { wake })).toMatchObject({
      accepted: 1,
      quarantined: [{ contact: "bob", code: "STORE_CORRUPT" }],
    });
    // Nothing was recorded, so nothing may be woken: the same call again would wake it twice.
    expect((await scene.runs("bob")).map(({ pending }) => pending)).toEqual([[]]);
  });

  test("does not lose a contact whose denial cannot be drafted, and records the others'", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.mail("ada");
    await scene.mail("bob");
    const inputs = [report("ada", "complained"), report("bob", "complained")];
    const result = await scene.ingest(inputs, () => nothing, {
      draftsFor: (event, point) => (point === "p-ada" ? bad() : reactions.draftsFor(event, point)),
    });
    expect(result).toMatchObject({
      accepted: 1,
      quarantined: [{ contact: "ada", code: "INPUT_TEST" }],
    });
    expect(await ledgerIds(scene)).toEqual(["delivery:bob-complained"]);
  });
});

test.each([
  ["events", 4],
  ["complaints", 10],
] as const)("takes %s in with at most %i trips, however many there are", async (what, most) => {
  for (const count of [2, 40]) {
    const scene = peopleScene();
    const names = Array.from({ length: count }, (_, index) => `p${index}`);
    await scene.people(...names);
    for (const name of names) await scene.mail(name);
    const inputs = names.map((name) =>
      what === "events" ? visit(name, `e-${name}`) : report(name, "complained"),
    );
    const before = scene.rows.trips.length;
    await scene.ingest(
      inputs,
      ({ facts }) => ({ ...nothing, start: [run(facts.contact.id)], dirty: true }),
      {
        needs: what === "events" ? { ...everything, consent: false } : everything,
      },
    );
    expect(scene.rows.trips.length - before).toBeLessThanOrEqual(most);
  }
});

test("leaves all or nothing wherever a call is cut off", async () => {
  for (let cut = 1; cut < 12; cut += 1) {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.mail("ada");
    const before = scene.snapshot(tables);
    let trips = 0;
    scene.rows.before = () => {
      trips += 1;
      if (trips === cut) throw new Error("cut");
    };
    const inputs = [report("ada", "complained")];
    const done = await scene
      .ingest(inputs, () => ({ ...nothing, start: [run("ada")] }))
      .then(
        () => true,
        () => false,
      );
    delete scene.rows.before;
    if (done) expect(trips).toBeLessThan(cut);
    else expect(scene.snapshot(tables)).toBe(before);
    expect(scene.rows.listRows(tenant, eventTable).length).toBe(
      scene.rows.listRows(tenant, ledgerTable).length,
    );
  }
});

function readId(input: WakeUnit["inputs"][number]): string {
  return input.kind === "event" ? input.event.id : input.kind;
}
