import { contactId, type SendKey, sendKey } from "../../identifiers.js";
import { digestContent, digestData } from "../../messages/index.js";
import type { OutboxDraft, OutboxRecord, Verdict } from "../../ports/store/outbox.js";
import type { Judge, Store } from "../../ports/store/store.js";
import { equal, present } from "../expectations.js";
import {
  acme,
  add,
  allowing,
  claimAll,
  claimCall,
  judge,
  loadMessage,
  look,
  mail,
  minute,
  person,
  queue,
  send,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const key = sendKey("d-weekly-2026-01-05:contact-ann");
const later = t0 + 60 * minute;

function digest({ key: item, template, purpose, topic }: OutboxRecord): OutboxDraft {
  const content = { key: item, template, purpose, topic, data: {} };
  return {
    ...mail("ann", { key, queue: "d-weekly", priority: 20, dueAt: later }),
    origin: { kind: "digest", digest: "weekly" },
    data: digestData({ min: 1, items: [{ ...content, messageClass: "marketing" }] }),
  };
}

function merging(room = 5): Judge {
  return judge(({ message }): Verdict => {
    if (message.origin.kind === "digest") return send;
    const reasons = [{ code: "DIGESTED", effect: "deny", rule: key }] as const;
    return { verdict: "skip", reasons, into: { draft: digest(message), room } };
  });
}

/** Ann's messages of these names, merged in one claim. */
async function merge(store: Store, names: readonly string[], room?: number): Promise<void> {
  for (const name of names) await queue(store, t0, mail("ann", { key: sendKey(name) }));
  await store.claimOutbox(claimCall(t0), merging(room));
}

async function record(store: Store, name: SendKey): Promise<OutboxRecord> {
  return present(await store.readMessage({ tenant: acme, key: name }), name);
}

async function mergedItems(store: Store): Promise<readonly string[]> {
  return digestContent((await record(store, key)).data)?.items.map((item) => item.key) ?? [];
}

async function ends(store: Store, ...names: readonly string[]): Promise<readonly unknown[]> {
  return Promise.all(
    names.map(async (name) => {
      const { status, reasons } = await record(store, sendKey(name));
      return [status, reasons[0]?.code];
    }),
  );
}

export function digestCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("merges messages of one claim and of later ones into one digest", async (store) => {
      await add(store, person("ann"));
      await merge(store, ["a", "b"]);
      const { status, dueAt, attempt } = await record(store, key);
      equal([status, dueAt, attempt], ["queued", later, 0], "the digest");
      await merge(store, ["c"]);
      equal(await mergedItems(store), ["a", "b", "c"], "its items");
      equal(
        await ends(store, "a", "b", "c"),
        [1, 2, 3].map(() => ["skipped", "DIGESTED"]),
        "the merged",
      );
      equal((await claimAll(store, t0)).length, 0, "nothing is due before its hour");
      equal(
        (await claimAll(store, later)).map((one) => one.key),
        [key],
        "then it is",
      );
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("holds as many items as there is room for", async (store) => {
      await add(store, person("ann"));
      await merge(store, ["a", "b"], 1);
      equal(await mergedItems(store), ["a"], "its items");
      equal(
        await ends(store, "a", "b"),
        [
          ["skipped", "DIGESTED"],
          ["skipped", "DIGEST_FULL"],
        ],
        "the messages",
      );
    }),
    test("merges nothing into a digest that somebody has begun with", async (store) => {
      await add(store, person("ann"));
      await merge(store, ["a"]);
      await claimAll(store, later);
      await merge(store, ["b"]);
      equal(await mergedItems(store), ["a"], "its items");
      equal(await ends(store, "b"), [["queued", "DIGEST_CLOSED"]], "the message waits");
    }),
    test("merges nothing into a digest that the same claim takes", async (store) => {
      await add(store, person("ann"));
      await merge(store, ["a"]);
      await queue(store, t0, mail("ann", { key: sendKey("b") }));
      const { claimed } = await store.claimOutbox(claimCall(later), merging());
      equal(
        claimed.map(({ message }) => message.key),
        [key],
        "claimed",
      );
      equal(await mergedItems(store), ["a"], "its items");
      equal(await ends(store, "b"), [["queued", "DIGEST_CLOSED"]], "the message waits");
    }),
    test("tells the records of what falls out of a digest, in its review", async (store) => {
      await add(store, person("ann"));
      await merge(store, ["a", "b"]);
      const claimed = await claimAll(store, later);
      const reasons = [{ code: "WITHDRAWN", effect: "deny", rule: "test" }] as const;
      const items = [{ key: sendKey("b"), reasons }];
      await look(store, later, claimed, {
        judge: judge(() => ({ verdict: "send", decision: allowing, items })),
      });
      equal(
        await ends(store, "a", "b"),
        [
          ["skipped", "DIGESTED"],
          ["skipped", "WITHDRAWN"],
        ],
        "the messages",
      );
    }),
    test("refuses to merge a message into the digest of somebody else", async (store) => {
      await add(store, person("ann"));
      await add(store, person("bob"));
      await queue(store, t0, mail("ann"));
      const stray = judge(({ message }): Verdict => {
        const draft = { ...digest(message), contact: contactId("contact-bob") };
        return { verdict: "skip", reasons: [], into: { draft, room: 5 } };
      });
      await store.claimOutbox(claimCall(t0), stray).then(
        () => equal("merged", "refused", "the claim"),
        (error: unknown) => equal(String(error).includes("own contact"), true, "the error"),
      );
      equal((await loadMessage(store, "ann")).status, "queued", "nothing is written");
    }),
  ];
}
