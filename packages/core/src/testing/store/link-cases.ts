import { sendKey } from "../../identifiers.js";
import type { TrackedLink } from "../../ports/renderer.js";
import type { OutboxRecord, Verdict } from "../../ports/store/outbox.js";
import type { Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  allowing,
  at,
  because,
  claimAll,
  consentEvent,
  judge,
  lease,
  loadMessage,
  person,
  reactions,
  t0,
} from "./fixtures.js";
import { queueFour } from "./outbox-cases.js";
import { retry, settle } from "./settle-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const shared: readonly TrackedLink[] = [
  { position: 0, link: 0, target: "https://shop.example/?a=1&b=2" },
  { position: 3, link: 3, target: "https://shop.example/Zürich" },
];
function personal(name: string): readonly TrackedLink[] {
  return [...shared, { position: 4, link: 1, target: `https://shop.example/for/${name}` }];
}

function send(links?: readonly TrackedLink[]): Verdict {
  return {
    verdict: "send",
    decision: allowing,
    ...(links === undefined ? {} : { links }),
  };
}

/** Looks again at one claimed message, and answers with `verdict`. */
function review(store: Store, name: string, attempt: number, verdict: Verdict) {
  return store.reviewClaims(
    {
      ...at(t0 + 4),
      ...lease("worker"),
      handOver: `look-${name}-${attempt}`,
      claims: [{ key: sendKey(`mail-${name}`), attempt }],
    },
    judge(() => verdict),
  );
}

function erase(store: Store, name: string) {
  return store.eraseContact(
    {
      ...at(t0 + 5),
      contact: person(name).id,
      suppress: [consentEvent(name, `erase-${name}`, "erased")],
    },
    reactions(),
  );
}

async function loadLinks(store: Store, name: string): Promise<OutboxRecord["links"]> {
  return (await loadMessage(store, name)).links;
}

export function linkCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("keeps where the links of a mail lead from the second look on", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      equal(await loadLinks(store, "ann"), undefined, "before");
      equal(await review(store, "ann", 1, send(shared)), { confirmed: ["mail-ann"] }, "confirmed");
      await review(store, "bob", 1, send(shared));
      await review(store, "cid", 1, send(personal("cid")));
      await review(store, "dee", 1, send());
      equal(await loadLinks(store, "ann"), shared, "after the look");
      const key = sendKey("mail-ann");
      const accepted = { key, attempt: 1, outcome: "accepted", providerMessageId: null } as const;
      await settle(store, t0 + 5, accepted);
      equal(await loadLinks(store, "ann"), shared, "after the settlement");
      equal(await loadLinks(store, "bob"), shared, "another with the same list");
      equal(await loadLinks(store, "cid"), personal("cid"), "one with a list of its own");
      equal(await loadLinks(store, "dee"), undefined, "one without");
    }),
    test("replaces the links of a mail that is sent again, and keeps them where nothing is said", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      await review(store, "ann", 1, send(personal("ann")));
      await review(store, "bob", 1, send(personal("ann")));
      await settle(store, t0 + 4, retry("ann", 1, "nothing", t0));
      const holding = ["bob", "cid", "dee"].map((name) => sendKey(`mail-${name}`));
      await claimAll(store, t0 + 5, { holding });
      equal(await loadLinks(store, "ann"), personal("ann"), "claimed again");
      await review(store, "ann", 2, send());
      equal(await loadLinks(store, "ann"), personal("ann"), "confirmed without links");
      await review(store, "ann", 2, send(shared));
      equal(await loadLinks(store, "ann"), shared, "confirmed with others");
      await review(store, "ann", 2, { verdict: "skip", reasons: because });
      equal(await loadLinks(store, "ann"), shared, "not sent again");
      equal(await loadLinks(store, "bob"), personal("ann"), "another message that had the same");
    }),
    test("erases the links of a person, and leaves equal ones to others", async (store) => {
      await queueFour(store);
      await claimAll(store, t0 + 3);
      for (const name of ["ann", "bob"]) await review(store, name, 1, send(shared));
      await review(store, "cid", 1, send(personal("cid")));
      for (const name of ["ann", "cid"]) await erase(store, name);
      equal(await loadLinks(store, "bob"), shared, "whose list was shared with one erased");
      const { removed } = await erase(store, "bob");
      equal(removed["messages"], 1, "messages of the last");
    }),
  ];
}
