import type { Store } from "../../ports/store/store.js";
import { ensure, equal, present, rejection, rejectsWithCode } from "../expectations.js";
import { snapshot } from "./every-call.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  claimAll,
  finish,
  mail,
  person,
  queue,
  run,
  start,
  t0,
} from "./fixtures.js";
import { seed } from "./seed.js";
import type { StoreCase, StoreContractOptions, StoreTest } from "./store-harness.js";

/**
 * A store has to prove the capabilities that it claims: these cases cannot be skipped, and pass
 * trivially for a store that claims none.
 */
export function capabilityCases(
  test: StoreTest,
  options: StoreContractOptions,
): readonly StoreCase[] {
  return [
    test("says who it is and what it can do", async (store) => {
      equal(store.specVersion, 1, "specVersion");
      ensure(store.id.length > 0, "an id");
      const { durable, multiProcess, hostTransaction } = store.capabilities;
      ensure(
        [durable, multiProcess, hostTransaction].every((flag) => typeof flag === "boolean"),
        "flags are booleans",
      );
    }),
    test("finds everything again after it was closed and opened, when it claims to be durable", async (store) => {
      if (!store.capabilities.durable) return;
      ensure(options.reopen !== undefined, "a durable store's contract needs reopen()");
      await seed(store);
      const before = await snapshot(store, acme);
      const again = await options.reopen(store);
      try {
        equal(await snapshot(again, acme), before, "the store opened again");
      } finally {
        await again.close();
      }
    }),
    test("works beside a second process, when it claims to", async (store) => {
      if (!store.capabilities.multiProcess) return;
      ensure(options.connect !== undefined, "a store for several processes needs connect()");
      const second = await options.connect(store);
      try {
        await shareWork(store, second);
      } finally {
        await second.close();
      }
    }),
    test("joins the host's transaction, or says by name that it cannot", async (store) => {
      if (!store.capabilities.hostTransaction) {
        await rejectsWithCode(
          () => store.transaction({}, async () => 1),
          "ADAPTER_CAPABILITY_MISSING",
          "transaction",
        );
        return;
      }
      ensure(
        options.hostTransaction !== undefined,
        "a store that joins transactions needs hostTransaction()",
      );
      await joinTransactions(store, options.hostTransaction);
    }),
  ].map((one) => ({ ...one, mandatory: true }));
}

async function shareWork(store: Store, second: Store): Promise<void> {
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
  await add(store, ...names.map((name) => person(name)));
  await queue(store, t0, ...names.map((name) => mail(name)));
  await start(second, ...names.map((name) => run(name)));
  const claims = await Promise.all(
    [store, second, store, second, store].map((one, index) =>
      claimAll(one, t0, { limit: 5, worker: `worker-${index}` }),
    ),
  );
  const keys = claims.flat().map((message) => message.key);
  equal([keys.length, new Set(keys).size], [20, 20], "messages claimed, each by one of the two");
  const seen: string[] = [];
  const advance = (one: Store): Promise<unknown> =>
    one.advance(
      advanceCall(t0, 7),
      advancer(({ enrollment }) => {
        seen.push(enrollment.id);
        return finish(enrollment);
      }),
    );
  await Promise.all([store, second, store, second].map(advance));
  equal([seen.length, new Set(seen).size], [20, 20], "runs advanced, each by one of the two");
}

async function joinTransactions(
  store: Store,
  open: NonNullable<StoreContractOptions["hostTransaction"]>,
): Promise<void> {
  const keys = async (): Promise<readonly string[]> =>
    (await store.readContacts({ tenant: acme })).items.map((contact) => contact.key).sort();
  const abandoned = await open(store);
  await store.transaction(abandoned.transaction, (joined) => add(joined, person("ann")));
  await abandoned.rollBack();
  equal(await keys(), [], "after the host rolled back");

  const kept = await open(store);
  const result = await store.transaction(kept.transaction, async (joined) => {
    await add(joined, person("ann"));
    const spoiled = joined.changeContacts({ ...at(t0), lookups: [] }, () => [
      { contact: person("bob") },
      { contact: person("cid", { key: "ann" }) },
    ]);
    await rejectsWithCode(() => spoiled, "STORE_CONTACT_CONFLICT", "a call that fails inside");
    equal((await joined.readContacts({ tenant: acme })).items.length, 1, "seen inside");
    return "done";
  });
  await kept.commit();
  equal(
    [result, await keys()],
    ["done", ["ann"]],
    "after the host committed, without the call that failed",
  );

  const thrown = new Error("from the host's function");
  const third = await open(store);
  const error = await rejection(
    () => store.transaction(third.transaction, () => Promise.reject(thrown)),
    "a function that throws",
  );
  await third.rollBack();
  ensure(error === thrown, "the rejection is what was thrown");
  await add(store, person("dee"));
  present(await store.readContact({ tenant: acme, lookup: { key: "dee" } }), "a call after that");
}
