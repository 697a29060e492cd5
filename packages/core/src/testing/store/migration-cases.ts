import { contactId, enrollmentId, workflowId } from "../../identifiers.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { Definition, Migrator, MovedRuns, Page, Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import { advanceAll, only } from "./advance-cases.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  finish,
  minute,
  nothing,
  person,
  run,
  start,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const names = ["ann", "bob", "cid", "dee", "eve"] as const;

function next(enrollment: EnrollmentRecord, over: Partial<EnrollmentRecord> = {}) {
  return { ...enrollment, revision: enrollment.revision + 1, version: 2, ...over };
}

const forward: Migrator = {
  needs: nothing,
  move: ({ enrollment }) => ({ enrollment: next(enrollment), log: [] }),
};

function move(store: Store, migrator: Migrator = forward, page: Page = {}): Promise<MovedRuns> {
  const scope = { tenant: acme, now: t0 };
  return store.migrateRuns({ ...scope, workflow: "welcome", version: 1, ...page }, migrator);
}

/** The version of each of these people's runs. */
async function versions(store: Store): Promise<readonly number[]> {
  return Promise.all(names.map(async (name) => (await only(store, name)).version));
}

export function migrationCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("moves the active runs of one version, due or not, and no others", async (store) => {
      await add(store, ...names.map((name) => person(name)));
      await start(
        store,
        run("ann"),
        run("bob", { wakeAt: t0 + minute }),
        run("cid", { version: 3 }),
        run("dee", { workflow: workflowId("other") }),
        run("eve", { status: "ended", wakeAt: null, endedAt: t0, outcome: "done" }),
      );
      const log = (enrollment: EnrollmentRecord) => {
        const { tenant, id, workflow, contact, revision } = enrollment;
        const detail = { migrated: { from: 1, to: 2 } };
        return [{ tenant, enrollment: id, workflow, contact, revision, at: t0, path: [], detail }];
      };
      const report = await move(store, {
        needs: nothing,
        move: ({ enrollment }) => ({
          enrollment: next(enrollment, { wakeAt: t0 + 2 * minute }),
          log: log(enrollment),
        }),
      });
      equal(report, { moved: 2, failed: [], next: null }, "the report");
      equal(await versions(store), [2, 2, 3, 1, 1], "versions");
      const { items } = await store.readStepLog({
        tenant: acme,
        contact: contactId("contact-ann"),
      });
      equal(
        items.map(({ detail }) => detail),
        [{ migrated: { from: 1, to: 2 } }],
        "the log",
      );
      equal(await advanceAll(store, t0 + minute), ["run-cid", "run-dee"], "due");
      equal(await advanceAll(store, t0 + 2 * minute), ["run-ann", "run-bob"], "due as they say");
      equal(await move(store), { moved: 0, failed: [], next: null }, "again");
    }),
    test("walks page by page, and finds what is left after a walk that broke off", async (store) => {
      await add(store, ...names.map((name) => person(name)));
      await start(store, ...names.map((name) => run(name)));
      const first = await move(store, forward, { limit: 2 });
      equal([first.moved, first.next === null], [2, false], "a page");
      equal(await versions(store), [2, 2, 1, 1, 1], "both versions are under way");
      await store.advance(
        advanceCall(t0, 3),
        advancer(({ enrollment }) => finish(enrollment)),
      );
      equal((await move(store)).moved, 2, "from the start: those that are left and not over");
      const { after } = { after: first.next ?? "" };
      equal(await move(store, forward, { after }), { moved: 0, failed: [], next: null }, "on");
    }),
    test("gives facts as of now, and leaves alone whom the function leaves alone", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann"), run("bob"));
      const seen: unknown[] = [];
      const report = await move(store, {
        needs: nothing,
        move: ({ enrollment, facts }) => {
          seen.push([facts.contact.key, facts.enrolled]);
          return facts.contact.key === "bob" ? null : { enrollment: next(enrollment), log: [] };
        },
      });
      equal(
        seen,
        [
          ["ann", ["welcome"]],
          ["bob", ["welcome"]],
        ],
        "facts",
      );
      equal(report.moved, 1, "moved");
      const { version, revision } = await only(store, "bob");
      equal([version, revision], [1, 0], "left alone");
    }),
    test("names a run that cannot be moved, and moves the others", async (store) => {
      await add(store, ...names.map((name) => person(name)));
      await start(store, ...names.map((name) => run(name)));
      const wrong: Readonly<Record<string, Partial<EnrollmentRecord>>> = {
        "run-ann": { revision: 5 },
        "run-bob": { id: enrollmentId("run-other") },
      };
      const report = await move(store, {
        needs: nothing,
        move: ({ enrollment }) => {
          if (enrollment.id === "run-cid") throw new Error("secret");
          return { enrollment: next(enrollment, wrong[enrollment.id] ?? {}), log: [] };
        },
      });
      const failed = [
        { enrollment: "run-ann", code: "STORE_REVISION_CONFLICT" },
        { enrollment: "run-bob", code: "STORE_RESULT_MISMATCH" },
        { enrollment: "run-cid", code: "UNEXPECTED" },
      ];
      equal(report, { moved: 2, failed, next: null }, "the report");
      equal(await versions(store), [1, 1, 1, 2, 2], "versions");
    }),
    test("puts the version that runs move to where it is gone by then", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann"));
      const to = { kind: "workflow", id: "welcome", version: 2, body: { steps: 1 } } as const;
      const read = () =>
        store.readDefinition({ tenant: acme, kind: "workflow", id: "welcome", version: 2 });
      await move(store, { needs: nothing, to, move: () => null });
      equal(await read(), null, "where nothing moves");
      equal((await move(store, { ...forward, to })).moved, 1, "moved");
      equal(await read(), to, "put");
      await start(store, run("bob"));
      const other = { ...to, body: { steps: 2 } };
      equal((await move(store, { ...forward, to: other })).moved, 1, "moved to what is there");
      equal(await read(), to, "stays");
    }),
    test("tells each step the tenant's latest standing", async (store) => {
      await add(store, person("ann"));
      await start(store, run("ann"));
      const seen: (Definition | null)[] = [];
      const watch = () =>
        store.advance(
          advanceCall(t0),
          advancer(({ enrollment, standing }) => {
            seen.push(standing);
            return { enrollment, outbox: [], log: [] };
          }),
        );
      await watch();
      const standing = (version: number): Definition => ({
        ...{ kind: "standing", id: "workflows", version },
        body: { version },
      });
      for (const version of [1, 2])
        await store.putDefinition({ tenant: acme, now: t0, definition: standing(version) });
      await watch();
      equal(seen, [null, standing(2)], "seen");
    }),
  ];
}
