import { sendKey } from "../../identifiers.js";
import type { Settlement } from "../../ports/store/outbox.js";
import type { Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  acme,
  add,
  at,
  because,
  claimAll,
  loadMessage,
  look,
  mail,
  minute,
  person,
  queue,
  reactions,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** Ann's message, claimed, and settled in this way. */
async function ended(
  store: Store,
  outcome: "accepted" | "failed" | "rejected" | "unknown",
): Promise<void> {
  await add(store, person("ann"));
  await queue(store, t0, mail("ann", { data: { offer: 7 } }));
  const claimed = await claimAll(store, t0);
  await look(store, t0, claimed);
  const base = { key: sendKey("mail-ann"), attempt: 1 };
  const result: Settlement =
    outcome === "accepted"
      ? { ...base, outcome, providerMessageId: null }
      : { ...base, outcome, reasons: because };
  await store.settle({ ...at(t0), results: [result] }, reactions());
}

function again(store: Store, confirm = false): ReturnType<Store["sendAgain"]> {
  return store.sendAgain({ ...at(t0 + minute), key: sendKey("mail-ann"), confirm });
}

export function againCases(test: StoreTest): readonly StoreCase[] {
  return [
    ...(["failed", "rejected"] as const).map((outcome) =>
      test(`queues what was ${outcome} again under its own key`, async (store) => {
        await ended(store, outcome);
        equal(await again(store), { status: "queued", key: sendKey("mail-ann") }, "answer");
        const { status, tries, triedAt, settledAt, dueAt, plannedAt } = await loadMessage(
          store,
          "ann",
        );
        equal(
          [status, tries, triedAt, settledAt, dueAt, plannedAt],
          ["queued", 0, null, null, t0 + minute, t0],
          "the message",
        );
        equal(await again(store), { status: "not_dead" }, "while it waits");
        equal((await claimAll(store, t0 + minute)).length, 1, "claimed");
        equal((await store.readOutbox({ tenant: acme })).items.length, 1, "one message");
        equal(await store.integrity(acme), [], "integrity");
      }),
    ),
    test("queues what may have left only where somebody confirms, and as a copy", async (store) => {
      await ended(store, "unknown");
      equal(await again(store), { status: "confirmation_needed" }, "without a word");
      const before = await loadMessage(store, "ann");
      const copy = sendKey("mail-ann~2");
      equal(await again(store, true), { status: "queued", key: copy }, "with it");
      equal(await loadMessage(store, "ann"), before, "the first stays as it was");
      const made = await store.readMessage({ tenant: acme, key: copy });
      equal(
        [made?.status, made?.attempt, made?.lost, made?.plannedAt, made?.data, made?.settledAt],
        ["queued", 0, 0, t0 + minute, { offer: 7 }, null],
        "the copy",
      );
      const third = { status: "queued", key: sendKey("mail-ann~3") } as const;
      equal(await again(store, true), third, "once more");
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("needs a word for what failed after an answer was lost", async (store) => {
      await ended(store, "unknown");
      const retry = { key: sendKey("mail-ann"), attempt: 1, outcome: "retry", at: t0 } as const;
      const results = [{ ...retry, reasons: because, costs: "nothing" }] as const;
      await store.settle({ ...at(t0), results }, reactions());
      await claimAll(store, t0);
      const failed = { key: sendKey("mail-ann"), attempt: 2, outcome: "failed" } as const;
      await store.settle({ ...at(t0), results: [{ ...failed, reasons: because }] }, reactions());
      equal(await again(store), { status: "confirmation_needed" }, "it was lost once");
    }),
    test("sends nothing again that has left, waits or is not there", async (store) => {
      equal(await again(store, true), { status: "unknown_message" }, "no such message");
      await ended(store, "accepted");
      equal(await again(store, true), { status: "not_dead" }, "it has left");
    }),
  ];
}
