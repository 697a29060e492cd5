import { contactId, enrollmentId, segmentId } from "@wellsent/core";
import type { MembershipResult, SegmentUnit } from "@wellsent/core/ports";
import { contactTable, enrollmentTable, membershipTable, tables } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import {
  bad,
  everything,
  nothing,
  peopleScene,
  run,
  start,
  tenant,
  visit,
} from "./people-scene.js";

const minute = 60_000;
const [vip, lapsed] = [segmentId("vip"), segmentId("lapsed")];

function members(names: readonly string[]) {
  return ({ facts }: SegmentUnit): Partial<MembershipResult> =>
    names.includes(facts.contact.id)
      ? { memberships: [{ segment: vip, since: start }] }
      : { memberships: [] };
}

describe("refreshSegments", () => {
  test("looks at whoever changed or whose time has come, once, and at no more than asked", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob", "cid");
    const call = {
      tenant,
      now: start,
      limit: 2,
      needs: { events: {}, messages: 0, consent: false },
    };
    const evaluate = ({ facts }: SegmentUnit) => ({
      ...nothing,
      wake: [],
      contact: facts.contact.id,
      memberships: [],
      recheckAt: null,
    });
    expect(await scene.store.refreshSegments(call, evaluate)).toEqual({
      processed: 2,
      quarantined: 0,
      more: true,
    });
    expect(await scene.store.refreshSegments(call, evaluate)).toEqual({
      processed: 1,
      quarantined: 0,
      more: false,
    });
    await scene.ingest([visit("bob", "e1")], () => ({ ...nothing, dirty: true }));
    expect(await scene.look(() => ({ recheckAt: start + minute }))).toEqual(["bob"]);
    scene.now += minute - 1;
    expect(await scene.look()).toEqual([]);
    scene.now += 1;
    expect(await scene.look()).toEqual(["bob"]);
  });

  test("replaces memberships in the order given, and writes none where they are as they were", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    const memberships = [
      { segment: vip, since: start - 5 },
      { segment: lapsed, since: start },
    ];
    await scene.look(() => ({ memberships }));
    expect((await scene.facts("ada")).memberships).toEqual(memberships);
    const before = scene.snapshot([membershipTable]);
    await scene.ingest([visit("ada", "e1")], () => ({ ...nothing, dirty: true }));
    await scene.look(() => ({ memberships }));
    expect(scene.snapshot([membershipTable])).toBe(before);
    await scene.ingest([visit("ada", "e3")], () => ({ ...nothing, dirty: true }));
    // Also for whoever does not ask what they were.
    const needs = { ...everything, memberships: false };
    const call = { tenant, now: scene.now, limit: 9, needs };
    const unasked = await scene.store.refreshSegments(call, ({ facts }) => {
      const { id } = facts.contact;
      return { contact: id, memberships, recheckAt: null, start: [], wake: [], log: [] };
    });
    expect([unasked.processed, scene.snapshot([membershipTable])]).toEqual([1, before]);
    await scene.ingest([visit("ada", "e2")], () => ({ ...nothing, dirty: true }));
    await scene.look(() => ({ memberships: memberships.slice(1) }));
    expect((await scene.store.readContacts({ tenant, segment: vip })).items).toEqual([]);
    expect((await scene.store.readContacts({ tenant, segment: lapsed })).items).toHaveLength(1);
  });

  test("starts and wakes runs with what a contact entered or left", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.look(() => ({ start: [run("ada", { wakeAt: null })] }));
    await scene.ingest([visit("ada", "e1")], () => ({ ...nothing, dirty: true }));
    scene.now += 5;
    await scene.look(() => ({
      wake: [{ enrollment: run("ada").id, input: "left" }],
      start: [run("ada", { id: enrollmentId("again") })],
    }));
    const runs = await scene.runs("ada");
    expect(runs.map(({ id, wakeAt, pending }) => [id, wakeAt, pending])).toEqual([
      ["run-ada", start + 5, ["left"]],
    ]);
  });

  test("puts a contact that fails aside, longer each time, and judges the rest", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    const fails = (unit: SegmentUnit) =>
      unit.facts.contact.id === "ada" ? bad() : members(["bob"])(unit);
    await scene.look(fails);
    expect(await scene.quarantine()).toEqual([["contact", "ada", "INPUT_TEST"]]);
    expect((await scene.facts("bob")).memberships).toHaveLength(1);
    scene.now += minute;
    await scene.look(fails);
    scene.now += 4 * minute - 1;
    expect(await scene.look()).toEqual([]);
    scene.now += 1;
    expect(await scene.look()).toEqual(["ada"]);
    expect(await scene.quarantine()).toEqual([]);
  });

  test.each<[string, Partial<MembershipResult>]>([
    ["STORE_RESULT_MISMATCH", { contact: contactId("bob") }],
    ["STORE_RESULT_MISMATCH", { recheckAt: Number.NaN }],
    [
      "STORE_RESULT_MISMATCH",
      { memberships: [vip, vip].map((segment) => ({ segment, since: start })) },
    ],
    ["STORE_ENROLLMENT_UNKNOWN", { wake: [{ enrollment: run("bob").id, input: 1 }] }],
    ["STORE_RESULT_MISMATCH", { start: [run("bob")] }],
  ])("refuses an answer it cannot write as %s, and only that", async (code, result) => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.look(({ facts }) => (facts.contact.id === "ada" ? result : {}));
    expect(await scene.quarantine()).toEqual([["contact", "ada", code]]);
    expect((await scene.facts("ada")).memberships).toEqual([]);
  });

  test("costs the damaged contact only", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob", "cid");
    await scene.begin(run("bob"));
    scene.damage(contactTable, "ada", { body: "{" });
    scene.damage(enrollmentTable, "run-bob", { body: '{"id":"run-bob"}' });
    expect(await scene.look()).toEqual(["cid"]);
    expect((await scene.quarantine()).map(([, id, code]) => [id, code])).toEqual([
      ["ada", "STORE_CORRUPT"],
      ["bob", "STORE_CORRUPT"],
    ]);
    expect(await scene.look()).toEqual([]);
  });

  test("is the function's fault where most of ten fail alike", async () => {
    const scene = peopleScene();
    await scene.people(...Array.from({ length: 10 }, (_, index) => `p${index}`));
    const before = scene.snapshot(tables);
    await expect(scene.look(bad)).rejects.toMatchObject({ code: "STORE_FUNCTION_FAILED" });
    expect(scene.snapshot(tables)).toBe(before);
  });
});

test("takes few trips, however many contacts there are", async () => {
  const counts = new Set<number>();
  for (const count of [2, 40]) {
    const scene = peopleScene();
    const names = Array.from({ length: count }, (_, index) => `p${index}`);
    await scene.people(...names);
    const before = scene.rows.trips.length;
    await scene.look(members(names));
    counts.add(scene.rows.trips.length - before);
  }
  expect([...counts]).toHaveLength(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(6);
});
