import { sendKey, tenantId } from "../../identifiers.js";
import type { Store } from "../../ports/store/store.js";
import type { TaskDraft } from "../../ports/store/tasks.js";
import { equal } from "../expectations.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  consentEvent,
  finish,
  minute,
  person,
  reactions,
  run,
  start,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const other = tenantId("other");
const ann = person("ann").id;

function task(key: string, more: Partial<TaskDraft> = {}): TaskDraft {
  return {
    ...{ key: sendKey(key), node: "tell", owner: "kim", title: "Call", text: null },
    ...{ details: { plan: "pro" }, dueAt: t0 + minute, mail: false, ...more },
  };
}

/** A run that ends with the step in which it makes the tasks. */
async function asked(store: Store, name: string, ...tasks: readonly TaskDraft[]) {
  await add(store, person(name));
  await start(store, run(name));
  await store.advance(
    advanceCall(t0, 9),
    advancer(({ enrollment }) => ({
      ...finish(enrollment),
      tasks,
      calls: tasks
        .filter(({ mail }) => mail)
        .map(({ key }) => ({ key, kind: "notice", body: { owner: "kim" }, until: t0 + minute })),
    })),
  );
}

async function keys(store: Store, query: Parameters<Store["readTasks"]>[0]): Promise<unknown> {
  return (await store.readTasks(query)).items.map(({ key }) => key);
}

function claim(store: Store, now: number, kinds: readonly ("webhook" | "notice")[]) {
  return store.claimCalls({ ...at(now), kinds, limit: 9, leaseMs: minute });
}

/** Tasks for colleagues, and the mails about them. */
export function taskCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("writes a task with its step, once, and finds it by owner, contact and state", async (store) => {
      await asked(store, "ann", task("k1"), task("k1", { title: "Twice" }));
      await asked(store, "bob", task("k2", { owner: null }), task("k3"));
      const { items } = await store.readTasks({ tenant: acme, contact: ann });
      equal(
        items,
        [
          {
            ...{ key: sendKey("k1"), node: "tell", owner: "kim", title: "Call", text: null },
            ...{ details: { plan: "pro" }, dueAt: t0 + minute, mail: null, contact: ann },
            ...{ run: run("ann").id, workflow: run("ann").workflow, at: t0, state: "open" },
            ...{ doneAt: null, doneBy: null },
          },
        ],
        "the task",
      );
      equal(await keys(store, { tenant: acme }), ["k1", "k2", "k3"], "all that are open");
      equal(await keys(store, { tenant: acme, owner: "kim" }), ["k1", "k3"], "of an owner");
      equal(await keys(store, { tenant: acme, owner: null }), ["k2"], "nobody's");
      equal(await keys(store, { tenant: acme, state: "done" }), [], "done");
      equal(await keys(store, { tenant: acme, contact: ann, owner: null }), [], "of both");
      equal(await keys(store, { tenant: other }), [], "of another tenant");
      const first = await store.readTasks({ tenant: acme, owner: "kim", limit: 1 });
      const after = first.next ?? "";
      equal(
        await keys(store, { tenant: acme, owner: "kim", limit: 1, after }),
        ["k3"],
        "next page",
      );
    }),
    test("writes no task of a step that fails", async (store) => {
      await asked(store, "ann", task("k1"), task("k2", { owner: "" }));
      equal(await keys(store, { tenant: acme }), [], "none");
    }),
    test("keeps who did a task and when, opens it again, and gives it to another", async (store) => {
      await asked(store, "ann", task("k1"));
      const change = (now: number, what: Parameters<Store["changeTask"]>[0]["change"]) =>
        store.changeTask({ ...at(now), key: sendKey("k1"), change: what });
      const told = (one: Awaited<ReturnType<typeof change>>) =>
        one && [one.state, one.doneAt, one.doneBy, one.owner, one.title];
      equal(
        told(await change(t0 + 1, { done: { by: "kim" } })),
        ["done", t0 + 1, "kim", "kim", "Call"],
        "done",
      );
      equal(
        told(await change(t0 + 2, { done: { by: "lee" } })),
        ["done", t0 + 1, "kim", "kim", "Call"],
        "and not again",
      );
      equal(await keys(store, { tenant: acme, owner: "kim" }), [], "no longer open");
      equal(await keys(store, { tenant: acme, owner: "kim", state: "done" }), ["k1"], "but done");
      equal(
        told(await change(t0 + 3, { done: null, owner: "lee" })),
        ["open", null, null, "lee", "Call"],
        "open again, and another's",
      );
      equal(await keys(store, { tenant: acme, owner: "lee" }), ["k1"], "found there");
      const nobody = { ...at(t0), key: sendKey("k9"), change: { done: null } };
      equal(await store.changeTask(nobody), null, "no such task");
      const stranger = { tenant: other, now: t0, key: sendKey("k1"), change: { done: null } };
      equal(await store.changeTask(stranger), null, "nor another tenant's");
    }),
    test("tells of a task also when its run has ended, and says so at the task", async (store) => {
      await asked(store, "ann", task("k1", { mail: true }));
      const marks = async () =>
        (await store.readTasks({ tenant: acme })).items.map(({ mail }) => mail);
      equal(await marks(), ["WAITING"], "asked for");
      equal((await claim(store, t0, ["webhook"])).calls, [], "not a call of this kind");
      const [call] = (await claim(store, t0, ["notice"])).calls;
      equal([call?.key, call?.kind], [sendKey("k1"), "notice"], "due though its run has ended");
      const end = { key: sendKey("k1"), attempt: 1, end: { told: "SENT" } };
      await store.settleCall({ ...at(t0), ...end });
      equal(await marks(), ["SENT"], "told");
      equal((await claim(store, t0 + 2 * minute, ["notice"])).calls, [], "once");
    }),
    test("gives up a mail whose time is over", async (store) => {
      await asked(store, "ann", task("k1", { mail: true }));
      equal((await claim(store, t0 + minute, ["notice"])).calls, [], "too late");
      const [one] = (await store.readTasks({ tenant: acme })).items;
      equal(one?.mail, "EXPIRED", "and the task says so");
    }),
    test("forgets the tasks of a person who is erased, and their mails", async (store) => {
      await asked(store, "ann", task("k1", { mail: true }));
      await asked(store, "bob", task("k2"));
      await store.eraseContact(
        { ...at(t0), contact: ann, suppress: [consentEvent("ann", "erase-ann", "erased")] },
        reactions(),
      );
      equal(await keys(store, { tenant: acme }), ["k2"], "others stay");
      equal((await claim(store, t0, ["notice"])).calls, [], "nothing to send");
      equal(await store.integrity(acme), [], "whole");
    }),
  ];
}
