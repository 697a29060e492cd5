import { listId } from "../../identifiers.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { ListReactions, Routed, RouteUnit, Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  acme,
  add,
  advanceCall,
  at,
  everything,
  finish,
  minute,
  nothing,
  person,
  run,
  settleSegments,
  start,
  still,
  t0,
  unrouted,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const [vip, other] = [listId("vip"), listId("other")];
const hour = 60 * minute;

/** Records what the store says of `vip`, and answers. */
function watching(
  told: unknown[],
  answer: (unit: RouteUnit) => Partial<Routed> = () => ({}),
): ListReactions {
  return {
    needs: everything,
    lists: new Set([vip]),
    route: (unit) => {
      told.push(
        ...unit.inputs.map((input) =>
          input.kind === "list"
            ? [input.contact, input.list, input.joined, input.revision, unit.facts.lists]
            : input.kind,
        ),
      );
      return { ...unrouted, ...answer(unit) };
    },
  };
}

async function write(store: Store, lists: ListReactions, ...people: ContactRecord[]) {
  await store.changeContacts({ ...at(t0), lookups: [], lists }, () =>
    people.map((contact) => ({ contact })),
  );
}

/** Why each contact is due now. */
async function dueSince(store: Store, now: number): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  await store.refreshSegments({ ...at(now), limit: 100, needs: nothing }, (unit) => {
    found[unit.facts.contact.key] = unit.dueAt;
    return still(unit);
  });
  return found;
}

/**
 * Starts of runs other than by events: lists, and the refreshes of contacts that find due dates.
 */
export function startCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("tells of lists that a write changes, and starts runs by them with it", async (store) => {
      const told: unknown[] = [];
      const ann = person("ann", { lists: [vip, other] });
      await write(
        store,
        watching(told, () => ({ start: [run("ann")] })),
        ann,
        person("bob", { lists: [other] }),
      );
      equal(told, [[ann.id, vip, true, 1, [vip, other]]], "joined");
      const { items } = await store.readEnrollments({ tenant: acme });
      equal(
        items.map(({ id }) => id),
        [run("ann").id],
        "runs",
      );
      await write(store, watching(told), { ...ann, revision: 1, locale: "fr" });
      equal(told.length, 1, "a write that changes no list");
      await write(store, watching(told), { ...ann, revision: 2, lists: [other] });
      equal(told[1], [ann.id, vip, false, 3, [other]], "left");
    }),
    test("tells of lists that steps change, with the contact as they left it", async (store) => {
      const told: unknown[] = [];
      await add(store, person("ann"), person("bob", { lists: [vip] }));
      await start(store, run("ann"), run("bob"));
      await store.advance(advanceCall(t0), {
        needs: () => nothing,
        step: ({ enrollment }) => ({ ...finish(enrollment), contact: { addLists: [vip] } }),
        lists: watching(told, () => ({
          start: [run("ann-2", { contact: person("ann").id, entryKey: "vip" })],
        })),
      });
      equal(told, [[person("ann").id, vip, true, 2, [vip]]], "who joined");
      const { items } = await store.readEnrollments({ tenant: acme, contact: person("ann").id });
      equal(
        items.map(({ entryKey, status }) => [entryKey, status]),
        [
          ["once", "ended"],
          ["vip", "active"],
        ],
        "runs",
      );
    }),
    test("writes a contact whose lists cannot be routed, and puts it aside", async (store) => {
      const lists = watching([], ({ facts }) => {
        if (facts.contact.key === "ann") throw new Error("broken");
        return { start: [run("bob")] };
      });
      await write(store, lists, person("ann", { lists: [vip] }), person("bob", { lists: [vip] }));
      const { items } = await store.readContacts({ tenant: acme, list: vip });
      equal(items.map(({ key }) => key).sort(), ["ann", "bob"], "written");
      const aside = await store.readQuarantine({ tenant: acme });
      equal(
        aside.items.map(({ kind, id, code }) => [kind, id, code]),
        [["contact", person("ann").id, "UNEXPECTED"]],
        "aside",
      );
      const runs = await store.readEnrollments({ tenant: acme });
      equal(
        runs.items.map(({ id }) => id),
        [run("bob").id],
        "runs",
      );
    }),
    test("says since when a contact is due, and widens that for one who moved", async (store) => {
      const [ann, bob] = [person("ann"), person("bob")];
      await add(store, ann, bob);
      equal(await dueSince(store, t0 + 5), { ann: t0, bob: t0 }, "when written");
      await store.refreshSegments({ ...at(t0 + 5), limit: 9, needs: nothing }, still);
      const moved = {
        ...ann,
        revision: 1,
        timeZone: { name: "Asia/Tokyo", source: "stated" as const },
      };
      await store.changeContacts({ ...at(t0 + 7), lookups: [] }, () => [
        { contact: moved },
        { contact: { ...bob, revision: 1, locale: "fr" } },
      ]);
      equal(
        await dueSince(store, t0 + 9),
        { ann: t0 + 7 - 26 * hour, bob: t0 + 7 },
        "after a move, and after another change",
      );
    }),
    test("says so also of what was put aside: since it failed first", async (store) => {
      await add(store, person("ann"));
      const call = { ...at(t0 + 3), limit: 9, needs: nothing };
      await store.refreshSegments(call, () => {
        throw new Error("broken");
      });
      equal(await dueSince(store, t0 + hour), { ann: t0 + 3 }, "when it comes back");
    }),
    test("marks everybody once under a name, page by page", async (store) => {
      const people = ["ann", "bob", "cid"].map((name) => person(name));
      await add(store, ...people);
      await settleSegments(store);
      const mark = (name: string, after?: string) =>
        store.markContacts({
          ...at(t0 + 1),
          ...{ name, limit: 2 },
          ...(after === undefined ? {} : { after }),
        });
      const first = await mark("letter:1");
      equal([first.marked, first.next === null], [2, false], "the first page");
      equal((await mark("letter:1")).marked, 2, "the first page again");
      const last = await mark("letter:1", first.next ?? "");
      equal(last, { marked: 1, next: null }, "the last page");
      equal(await dueSince(store, t0 + 2), { ann: t0 + 1, bob: t0 + 1, cid: t0 + 1 }, "due");
      equal(await mark("letter:1"), { marked: 0, next: null }, "done once");
      equal(await dueSince(store, t0 + 2), {}, "nobody is due");
      equal((await mark("letter:2")).marked, 2, "another name");
    }),
  ];
}
