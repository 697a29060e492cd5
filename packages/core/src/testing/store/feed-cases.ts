import { tenantId } from "../../identifiers.js";
import type { FeedEntry } from "../../ports/store/feed.js";
import type { Store } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import { append } from "./consent-cases.js";
import { acme, add, at, consentEvent, person, reactions, t0 } from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const ann = person("ann").id;

/** Everything behind a cursor, read in pages of this size. */
async function readAll(store: Store, after: string | undefined, limit: number) {
  const entries: FeedEntry[] = [];
  for (let cursor = after; ; ) {
    const from = cursor === undefined ? {} : { after: cursor };
    const { items, next, more } = await store.readFeed({ tenant: acme, limit, ...from });
    entries.push(...items);
    if (!more) return { entries, next };
    cursor = next;
  }
}

function names(entries: readonly FeedEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.kind === "consent") return `consent ${entry.id}`;
    const name = entry.contact.replace("contact-", "");
    return entry.kind === "erased" ? `erased ${name}` : `contact ${name} ${entry.revision}`;
  });
}

async function rename(store: Store, now: number, plan: string): Promise<void> {
  await store.changeContacts({ ...at(now), lookups: [{ id: ann }] }, ([found = null]) =>
    found === null || "unreadable" in found
      ? []
      : [{ contact: { ...found, attributes: { plan } } }],
  );
}

/** What is told of all contacts, in what order, and where a reader goes on. */
export function feedCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("tells of contacts, consent and erasures, page by page and once", async (store) => {
      await add(store, person("ann"), person("bob"));
      await append(store, t0 + 1, consentEvent("ann", "g-1"));
      await rename(store, t0 + 2, "pro");
      await append(store, t0 + 3, consentEvent("bob", "g-2"));
      const whole = await readAll(store, undefined, 100);
      const expected = [
        ...["contact ann 1", "contact bob 1", "consent g-1", "contact ann 2", "consent g-2"],
      ];
      equal(names(whole.entries), expected, "in order");
      for (const limit of [1, 2, 3])
        equal(names((await readAll(store, undefined, limit)).entries), expected, `by ${limit}`);
      equal(whole.next, await store.readFeedEnd(acme), "the end");
      for (const [index, { cursor }] of whole.entries.entries())
        equal(
          names((await readAll(store, cursor, 2)).entries),
          expected.slice(index + 1),
          `behind ${expected[index]}`,
        );
      equal(
        (await store.readFeed({ tenant: tenantId("other") })).items,
        [],
        "nothing of other tenants",
      );
      await rename(store, t0 + 9, "max");
      equal(names((await readAll(store, whole.next, 5)).entries), ["contact ann 3"], "what is new");
    }),
    test("tells of an erasure, and of everything that comes after the last row went", async (store) => {
      await add(store, person("bob"));
      await add(store, person("ann"));
      const { next } = await readAll(store, undefined, 9);
      const suppress = [consentEvent("ann", "e-1", "erased")];
      await store.eraseContact({ ...at(t0 + 1), contact: ann, suppress }, reactions());
      const { entries, next: then } = await readAll(store, next, 9);
      equal([...names(entries)].sort(), ["consent e-1", "erased ann"], "the erasure");
      await add(store, person("cem"));
      equal(names((await readAll(store, then, 9)).entries), ["contact cem 1"], "what comes after");
      equal(
        names((await readAll(store, undefined, 9)).entries).filter((one) => /ann \d/.test(one)),
        [],
        "nothing of before",
      );
      await add(store, person("ann"));
      const again = await readAll(store, then, 9);
      await store.eraseContact(
        { ...at(t0 + 2), contact: ann, suppress: [consentEvent("ann", "e-2", "erased")] },
        reactions(),
      );
      equal(
        [...names((await readAll(store, again.next, 9)).entries)].sort(),
        ["consent e-2", "erased ann"],
        "a second erasure",
      );
      equal(await store.integrity(acme), [], "no damage");
    }),
    test("says that a reader has missed what was removed by its age", async (store) => {
      await add(store, person("ann"));
      const { next: early } = await readAll(store, undefined, 9);
      await rename(store, t0 + 1, "pro");
      await rename(store, t0 + 2, "max");
      const { next: late } = await readAll(store, early, 9);
      const drop = (before: number, limit = 9) =>
        store.dropContactChanges({ ...at(t0 + 5), before, limit });
      equal(await drop(t0 + 1), { dropped: 1, more: false }, "what was read");
      equal(names((await readAll(store, early, 9)).entries).length, 2, "no gap");
      equal(await drop(t0 + 9, 1), { dropped: 1, more: true }, "one more");
      equal(await drop(t0 + 9, 1), { dropped: 1, more: true }, "the last");
      equal(await drop(t0 + 9, 1), { dropped: 0, more: false }, "none");
      await rejectsWithCode(
        () => store.readFeed({ tenant: acme, after: early }),
        "STORE_FEED_GAP",
        "a cursor of before",
      );
      await add(store, person("bob"));
      equal(names((await readAll(store, late, 9)).entries), ["contact bob 1"], "the next place");
      equal(
        names((await readAll(store, undefined, 9)).entries),
        ["contact bob 1"],
        "without a cursor: what there is",
      );
      equal(await store.integrity(acme), [], "no damage");
    }),
    test("refuses a cursor that is none", async (store) => {
      for (const after of ["", "1", "1.x", "-1.0", `${2 ** 60}.1`])
        await rejectsWithCode(
          () => store.readFeed({ tenant: acme, after }),
          "STORE_CURSOR_INVALID",
          after,
        );
    }),
  ];
}
