import { listId, sendKey } from "../../identifiers.js";
import type { Page, Paged, WorkReach } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  claimAll,
  lane,
  mail,
  minute,
  person,
  queue,
  reactions,
  run,
  settleSegments,
  start,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** Reads page by page, and says what it got. */
async function pages<T>(
  read: (page: Page) => Promise<Paged<T>>,
  limit: number,
  name: (item: T) => string,
) {
  const seen: string[] = [];
  let page = await read({ limit });
  for (let count = 0; count < 50; count += 1) {
    seen.push(...page.items.map(name));
    if (page.next === null) break;
    page = await read({ limit, after: page.next });
  }
  return seen;
}

const names = Array.from({ length: 7 }, (_, index) => `p${index}`);

export function readingCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("reads everything page by page, each row once", async (store) => {
      const vip = listId("vip");
      await add(store, ...names.map((name) => person(name, { lists: name === "p3" ? [] : [vip] })));
      await start(store, ...names.map((name) => run(name)));
      await queue(store, t0, ...names.map((name) => mail(name)));
      for (const limit of [1, 2, 3, 7, 100]) {
        const contacts = await pages(
          (page) => store.readContacts({ tenant: acme, ...page }),
          limit,
          (one) => one.key,
        );
        equal(contacts.toSorted(), names, "contacts");
        const members = await pages(
          (page) => store.readContacts({ tenant: acme, list: vip, ...page }),
          limit,
          (one) => one.key,
        );
        equal(
          members.toSorted(),
          names.filter((name) => name !== "p3"),
          "contacts of a list",
        );
        const runs = await pages(
          (page) => store.readEnrollments({ tenant: acme, ...page }),
          limit,
          (one) => one.id,
        );
        equal(
          runs.toSorted(),
          names.map((name) => `run-${name}`),
          "enrolments",
        );
        const mails = await pages(
          (page) => store.readOutbox({ tenant: acme, ...page }),
          limit,
          (one) => one.key,
        );
        equal(
          mails,
          names.map((name) => `mail-${name}`),
          "messages, oldest first",
        );
      }
    }),
    test("keeps its place while rows are added and changed between pages", async (store) => {
      await add(store, ...names.map((name) => person(name)));
      const first = await store.readContacts({ tenant: acme, limit: 3 });
      await add(store, person("later"));
      const change = first.items.map((contact) => ({ contact: { ...contact, locale: "fr" } }));
      await store.changeContacts({ ...at(t0), lookups: [] }, () => change);
      const rest = await store.readContacts({
        tenant: acme,
        ...(first.next === null ? {} : { after: first.next }),
      });
      const seen = [...first.items, ...rest.items]
        .map((contact) => contact.key)
        .filter((key) => key !== "later");
      equal(seen.toSorted(), names, "each of those that were there, once");
    }),
    test("refuses a limit that is none, and a cursor that is not its own", async (store) => {
      await add(store, person("ann"));
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        await rejectsWithCode(
          () => store.readContacts({ tenant: acme, limit }),
          "STORE_LIMIT_INVALID",
          "a limit",
        );
      }
      await rejectsWithCode(
        () => store.readOutbox({ tenant: acme, after: "not a cursor" }),
        "STORE_CURSOR_INVALID",
        "a cursor",
      );
    }),
    test("knows when there is something to do next", async (store) => {
      equal(await store.nextWork(acme), null, "an empty store");
      await add(store, person("ann"), person("bob"));
      equal(await store.nextWork(acme), t0, "new contacts");
      await settleSegments(store);
      equal(await store.nextWork(acme), null, "nothing waits");
      await start(store, run("ann", { wakeAt: t0 + 9 * minute }), run("bob", { wakeAt: null }));
      equal(await store.nextWork(acme), t0 + 9 * minute, "a timer");
      await queue(store, t0, mail("ann", { dueAt: t0 + minute }));
      equal(await store.nextWork(acme), t0 + minute, "a message");
      const bulk = { lane, notBefore: 0, exceptTemplates: [] };
      const able = { lanes: [bulk], exceptVersions: [], graceMs: 7 };
      const within = (reach: WorkReach): Promise<number | null> => store.nextWork(acme, { reach });
      equal(await within(able), t0 + minute, "a message within reach");
      equal(await within({ ...able, lanes: [] }), t0 + 9 * minute, "a lane out of reach");
      const paused = { ...bulk, notBefore: t0 + 4 * minute };
      equal(await within({ ...able, lanes: [paused] }), t0 + 4 * minute, "a lane that pauses");
      const lacking = { ...bulk, exceptTemplates: [mail("ann").template] };
      equal(await within({ ...able, lanes: [lacking] }), t0 + 9 * minute, "a template it lacks");
      const { workflow, version } = run("ann");
      const blind = { lanes: [], exceptVersions: [{ workflow, version }], graceMs: 7 };
      equal(await within(blind), null, "a version it lacks");
      const sweep = { ...at(t0 + minute), graceMs: 0, limit: 10, lanes: [lane, "elsewhere"] };
      const { waiting } = await store.sweepWorkers(sweep, () => "hold");
      equal(waiting, [lane], "lanes on which messages are due");
      const early = await store.sweepWorkers({ ...sweep, ...at(t0) }, () => "hold");
      equal(early.waiting, [], "lanes on which nothing is due yet");
      await claimAll(store, t0 + minute);
      equal(await store.nextWork(acme), t0 + 2 * minute, "the end of a lease");
      equal(await within(able), t0 + 2 * minute + 8, "its end and the grace");
      const result = {
        key: sendKey("mail-ann"),
        attempt: 1,
        outcome: "accepted",
        providerMessageId: null,
      } as const;
      await store.settle({ ...at(t0 + minute), results: [result] }, reactions());
      equal(await store.nextWork(acme), t0 + 9 * minute, "a lease with no message under it");
      await store.sweepWorkers({ ...at(t0 + 3 * minute), graceMs: 0, limit: 10 }, () => "hold");
      equal(await store.nextWork(acme), t0 + 9 * minute, "what remains");
    }),
    test("keeps definitions of every kind apart", async (store) => {
      const kinds = [
        ...(["segment", "workflow", "template", "notice"] as const),
        ...(["rules", "standing", "draft", "publication"] as const),
      ];
      const named = (kind: (typeof kinds)[number]) => ({ kind, id: "one", version: 1 });
      for (const kind of kinds)
        await store.putDefinition({ ...at(t0), definition: { ...named(kind), body: { kind } } });
      for (const kind of kinds)
        equal(
          await store.readDefinition({ tenant: acme, kind, id: "one" }),
          { ...named(kind), body: { kind } },
          kind,
        );
    }),
    test("lets one of two writers have a version", async (store) => {
      const put = (by: string): Promise<string> =>
        store
          .putDefinition({
            ...at(t0),
            definition: { kind: "publication", id: "workflows", version: 1, body: { by } },
          })
          .then(
            () => by,
            () => "refused",
          );
      const told = await Promise.all([put("ann"), put("bob")]);
      const [winner] = told.filter((one) => one !== "refused");
      equal(told.filter((one) => one === "refused").length, 1, "one is refused");
      const kept = await store.readDefinition({
        ...{ tenant: acme, kind: "publication", id: "workflows" },
      });
      equal(kept?.body, { by: winner }, "who was told so has it");
    }),
    test("publishes versions of definitions that never change", async (store) => {
      const vip = { kind: "segment", id: "vip" } as const;
      const put = (version: number, body: { readonly [key: string]: number }): Promise<void> =>
        store.putDefinition({ ...at(t0), definition: { ...vip, version, body } });
      const body = async (version?: number): Promise<unknown> =>
        (
          await store.readDefinition({
            tenant: acme,
            ...vip,
            ...(version === undefined ? {} : { version }),
          })
        )?.body;
      await put(2, { a: 2, b: 1 });
      await put(10, { a: 10 });
      await put(1, { a: 1 });
      await put(2, { b: 1, a: 2 });
      await rejectsWithCode(() => put(2, { a: 3 }), "STORE_DEFINITION_CONFLICT", "another content");
      equal(
        [await body(2), await body()],
        [{ a: 2, b: 1 }, { a: 10 }],
        "one version, and the highest",
      );
      equal(await body(3), undefined, "a version that is not there");
      equal(
        await store.readDefinition({ tenant: acme, kind: "workflow", id: "vip" }),
        null,
        "another kind",
      );
    }),
    test("removes old versions of one definition, the lowest first, and never the highest", async (store) => {
      const put = (kind: "draft" | "workflow", id: string, version: number): Promise<void> =>
        store.putDefinition({ ...at(t0), definition: { kind, id, version, body: { version } } });
      const numbers = [1, 2, 3, 4, 5, 6, 10];
      for (const version of numbers) await put("draft", "one", version);
      await put("draft", "two", 1);
      await put("draft", "two", 2);
      await put("workflow", "one", 1);
      await put("workflow", "one", 2);
      const drop = (below: number, keep: readonly number[], limit = 100) =>
        store.dropDefinitions({ ...at(t0), kind: "draft", id: "one", below, keep, limit });
      const left = async (kind: "draft" | "workflow" = "draft", id = "one") => {
        const read = numbers.map((version) =>
          store.readDefinition({ tenant: acme, kind, id, version }),
        );
        return (await Promise.all(read)).flatMap((one) => (one === null ? [] : [one.version]));
      };
      equal(await drop(6, [2, 5], 2), { dropped: [1, 3], more: true }, "as many as asked");
      equal(await left(), [2, 4, 5, 6, 10], "after the first call");
      equal(await drop(6, [2, 5], 1), { dropped: [4], more: false }, "the rest");
      equal(await drop(6, [2, 5]), { dropped: [], more: false }, "again");
      equal(await left(), [2, 5, 6, 10], "what is kept, and what is not below");
      equal(await drop(100, []), { dropped: [2, 5, 6], more: false }, "all but the highest");
      equal(await left(), [10], "the highest");
      const unknown = { kind: "draft", id: "none", below: 9, keep: [], limit: 9 } as const;
      const none = await store.dropDefinitions({ ...at(t0), ...unknown });
      equal(none, { dropped: [], more: false }, "what is not there");
      equal(
        [await left("draft", "two"), await left("workflow")],
        [
          [1, 2],
          [1, 2],
        ],
        "all others",
      );
      await put("draft", "one", 1);
      equal(await left(), [1, 10], "a version that is put again");
    }),
    test("removes no version of a workflow that an active run is on", async (store) => {
      const put = (id: string, version: number): Promise<void> =>
        store.putDefinition({
          ...at(t0),
          definition: { kind: "workflow", id, version, body: { version } },
        });
      for (const version of [1, 2, 3, 4, 5, 6]) await put("welcome", version);
      for (const version of [1, 2]) await put("other", version);
      await add(store, person("ann"), person("bob"), person("cid"));
      const ended = { status: "ended", wakeAt: null, endedAt: t0, outcome: "done" } as const;
      await start(
        store,
        run("ann", { version: 1 }),
        run("bob", { version: 4 }),
        run("cid", { version: 3, ...ended }),
      );
      const drop = (id: string, limit: number) =>
        store.dropDefinitions({ ...at(t0), kind: "workflow", id, below: 6, keep: [], limit });
      equal(await drop("welcome", 2), { dropped: [2, 3], more: true }, "as many as asked");
      equal(await drop("welcome", 2), { dropped: [5], more: false }, "the rest");
      equal(await drop("other", 2), { dropped: [1], more: false }, "another workflow");
    }),
    test("removes old versions where there are many", async (store) => {
      for (let version = 1; version <= 120; version++) {
        const definition = { kind: "draft", id: "one", version, body: {} } as const;
        await store.putDefinition({ ...at(t0), definition });
      }
      const call = { kind: "draft", id: "one", below: 119, keep: [60], limit: 110 } as const;
      const first = await store.dropDefinitions({ ...at(t0), ...call });
      equal([first.dropped.length, first.dropped.at(-1), first.more], [110, 111, true], "first");
      const rest = await store.dropDefinitions({ ...at(t0), ...call });
      equal([rest.dropped.length, rest.dropped.at(-1), rest.more], [7, 118, false], "the rest");
    }),
  ];
}
