import { type TenantId, tenantId } from "../../identifiers.js";
import type { Store } from "../../ports/store/store.js";
import { ensure, equal, rejection, rejectsWithCode } from "../expectations.js";
import { everyCall, plainWrites, reads, snapshot } from "./every-call.js";
import {
  acme,
  add,
  at,
  mail,
  nothing,
  person,
  queue,
  reactions,
  run,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import { functionCalls } from "./function-calls.js";
import { secret, seed } from "./seed.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const other: TenantId = tenantId("other");
const scope = { tenant: acme, now: t0 } as const;

/** Another tenant's people under the same ids. */
async function seedTwin(store: Store): Promise<void> {
  const contact = { ...person("ann"), tenant: other };
  await store.changeContacts({ tenant: other, now: t0, lookups: [] }, () => [{ contact }]);
}

export function wallCases(test: StoreTest): readonly StoreCase[] {
  return [
    ...functionCalls
      .filter(({ throws }) => throws === "call")
      .map((call) =>
        test(`${call.method} writes nothing when \`${call.passed}\` throws, and rejects with what was thrown`, async (store) => {
          await seed(store);
          const before = await snapshot(store, acme);
          const thrown = new Error("from the passed function");
          let calls = 0;
          const error = await rejection(
            () =>
              call.runWith(store, scope, () => {
                calls += 1;
                throw thrown;
              }),
            call.method,
          );
          ensure(error === thrown, "the rejection is what was thrown");
          equal(calls, 1, "calls of the passed function");
          equal(await snapshot(store, acme), before, "the store afterwards");
          await call.run(store, scope);
          ensure((await snapshot(store, acme)) !== before, "the same call works the next time");
        }),
      ),
    ...functionCalls
      .filter(({ throws }) => throws === "unit")
      .map((call) =>
        test(`${call.method} goes on when \`${call.passed}\` throws: it costs that unit`, async (store) => {
          await seed(store);
          let calls = 0;
          await call.runWith(store, scope, () => {
            calls += 1;
            throw new Error("from the passed function");
          });
          ensure(calls > 0, "the function was called");
        }),
      ),
    ...functionCalls.map((call) =>
      test(`${call.method} writes nothing when aborted from within \`${call.passed}\`, and rejects with the signal's reason`, async (store) => {
        await seed(store);
        const before = await snapshot(store, acme);
        const controller = new AbortController();
        const reason = new Error("given up");
        const { signal } = controller;
        const error = await rejection(
          () => call.runWith(store, scope, () => controller.abort(reason), { signal }),
          call.method,
        );
        ensure(error === reason, "the rejection is the signal's own reason");
        equal(await snapshot(store, acme), before, "the store afterwards");
      }),
    ),
    ...everyCall.map((call) =>
      test(`${call.method} does nothing when aborted before, and rejects with the signal's reason`, async (store) => {
        await seed(store);
        const before = await snapshot(store, acme);
        const reason = new Error("given up");
        const error = await rejection(
          () => call.run(store, scope, { signal: AbortSignal.abort(reason) }),
          call.method,
        );
        ensure(error === reason, "the rejection is the signal's own reason");
        equal(await snapshot(store, acme), before, "the store afterwards");
      }),
    ),
    ...functionCalls.map((call) =>
      test(`${call.method} shows \`${call.passed}\` and changes nothing of another tenant`, async (store) => {
        await seed(store);
        await seedTwin(store);
        const before = await snapshot(store, acme);
        const given: unknown[] = [];
        await call
          .runWith(store, { tenant: other, now: t0 }, (one) => given.push(one))
          .catch((error: unknown) => given.push(String(error)));
        ensure(
          !JSON.stringify(given).includes(secret),
          "the passed function saw another tenant's data",
        );
        equal(await snapshot(store, acme), before, "the other tenant afterwards");
      }),
    ),
    ...plainWrites.map((call) =>
      test(`${call.method} changes nothing of another tenant`, async (store) => {
        await seed(store);
        const before = await snapshot(store, acme);
        await call.run(store, { tenant: other, now: t0 }).catch(() => undefined);
        equal(await snapshot(store, acme), before, "the other tenant afterwards");
      }),
    ),
    ...reads.map((call) =>
      test(`${call.method} reads nothing of another tenant`, async (store) => {
        const empty = await call.run(store, { tenant: other, now: t0 });
        await seed(store);
        equal(
          await call.run(store, { tenant: other, now: t0 }),
          empty,
          "what a tenant with nothing reads",
        );
      }),
    ),
    test("lets two tenants use the same ids", async (store) => {
      await seed(store);
      const before = await snapshot(store, acme);
      await seedTwin(store);
      const draft = mail("ann", { tenant: other });
      const enqueue = { tenant: other, now: t0, contacts: [draft.contact], needs: nothing };
      equal(await store.enqueue(enqueue, () => draft), { results: ["queued"] }, "a key of its own");
      equal(
        await store.changeContacts({ tenant: other, now: t0, lookups: [], once: "x" }, () => []),
        { applied: true, written: 0 },
        "a name of its own",
      );
      const definition = { kind: "segment", id: "vip", version: 1, body: { other: true } } as const;
      await store.putDefinition({ tenant: other, now: t0, definition });
      equal(await snapshot(store, acme), before, "the first tenant");
    }),
    test("refuses to write a record of one tenant in a call of another", async (store) => {
      await add(store, person("ann"));
      const foreign = [
        () =>
          store.changeContacts({ ...at(t0), lookups: [] }, () => [
            { contact: { ...person("bob"), tenant: other } },
          ]),
        () => queue(store, t0, mail("ann", { tenant: other })),
        () =>
          store.ingest(
            { ...at(t0), inputs: [visit("ann", "e1")] },
            reactions({ route: () => ({ ...unrouted, start: [run("ann", { tenant: other })] }) }),
          ),
      ];
      for (const call of foreign)
        await rejectsWithCode(call, "STORE_TENANT_MISMATCH", "a foreign record");
    }),
    test("answers nothing after close, which may be called twice", async (store) => {
      await store.close();
      await store.close();
      for (const call of everyCall) {
        await rejectsWithCode(() => call.run(store, scope), "STORE_CLOSED", call.method);
      }
    }),
  ];
}
