import type { DeliveryEvent } from "../../ports/delivery-event.js";
import type { IngestInput, Reactions, Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import {
  acme,
  add,
  at,
  claimAll,
  consentEvent,
  gate,
  mail,
  person,
  queue,
  reactions,
  report,
  t0,
} from "./fixtures.js";
import { end } from "./settle-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const day = 86_400_000;

type BounceReport = Partial<DeliveryEvent> & { readonly type: DeliveryEvent["type"] };

/** A report about ann's mail, `days` after the first. */
function on(days: number, { type, ...over }: BounceReport): IngestInput {
  return report("ann", type, { dedupeKey: `${type}-${days}`, at: t0 + days * day, ...over });
}

function soft(days: number, over: Partial<DeliveryEvent> = {}): IngestInput {
  return on(days, { type: "bounced", bounce: { permanence: "soft", scope: "recipient" }, ...over });
}

/** Reactions, and the history that came with each report: days since the first. */
function watching(): { readonly seen: unknown[]; readonly reactions: Reactions } {
  const seen: unknown[] = [];
  return {
    seen,
    reactions: reactions({
      draftsFor(event, contactPoint, history) {
        seen.push(history === undefined ? null : history.days.map((one) => one - t0 / day));
        return gate.draftsFor(event, contactPoint, history);
      },
    }),
  };
}

/** What comes with a soft bounce on the given day. */
async function daysOn(store: Store, days: number): Promise<unknown> {
  const { seen, reactions: told } = watching();
  const inputs = [soft(days, { dedupeKey: `last-${days}` })];
  await store.ingest({ ...at(t0 + 100 * day), inputs }, told);
  return seen[0];
}

async function ledgerTypes(store: Store): Promise<readonly string[]> {
  return (await store.readLedger({ tenant: acme })).items.map(({ type }) => type);
}

/** How stores follow whether mail to an address arrives. */
export function bounceCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("gives the gate the days on which mail came back, each once, in whichever order", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const now = at(t0 + 100 * day);
      const { seen, reactions: told } = watching();
      const hard = { permanence: "hard", scope: "recipient" } as const;
      const undetermined = { permanence: "undetermined", scope: "recipient" } as const;
      await store.ingest({ ...now, inputs: [soft(3), soft(1)] }, told);
      await store.ingest({ ...now, inputs: [soft(3)] }, told);
      const again = soft(3, { dedupeKey: "again" });
      await store.ingest({ ...now, inputs: [again, soft(2, { bounce: undetermined })] }, told);
      await store.ingest({ ...now, inputs: [on(4, { type: "deferred" })] }, told);
      await store.ingest(
        { ...now, inputs: [soft(4, { bounce: { ...hard, scope: "sender" } })] },
        told,
      );
      equal(seen, [[3], [1, 3], [1, 3], [1, 3], [1, 2, 3], null, null], "days");
      equal(await ledgerTypes(store), [], "ledger");
    }),
    test("begins the count anew after a sign of life, also where that is told late", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const now = at(t0 + 100 * day);
      const machine = { machine: true };
      const inputs = [soft(1), soft(3), on(9, { type: "opened", engagement: machine })];
      await store.ingest({ ...now, inputs }, reactions());
      equal(await daysOn(store, 4), [1, 3, 4], "a machine's open says nothing");
      await store.ingest({ ...now, inputs: [on(2, { type: "delivered" })] }, reactions());
      equal(await daysOn(store, 5), [3, 4, 5], "delivered between");
      await store.ingest({ ...now, inputs: [soft(1, { dedupeKey: "late" })] }, reactions());
      equal(await daysOn(store, 6), [3, 4, 5, 6], "what came back before it");
      const clicked = on(6, { type: "clicked", engagement: { machine: false } });
      await store.ingest({ ...now, inputs: [clicked] }, reactions());
      equal(await daysOn(store, 7), [7], "clicked after all of them");
    }),
    test("counts the server's own reply and the report that follows it as one day", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      await claimAll(store, t0);
      const { seen, reactions: told } = watching();
      const reply = soft(0, { dedupeKey: "reply", at: t0 + 1 });
      if (reply.kind !== "delivery") return;
      const results = [{ ...end("ann", 1, "rejected"), report: reply.event }];
      await store.settle({ ...at(t0 + 1), results }, told);
      await store.settle({ ...at(t0 + 1), results }, told);
      await store.ingest({ ...at(t0 + 2), inputs: [soft(0, { at: t0 + 2 })] }, told);
      equal(seen, [[0], [0], [0]], "days");
      equal(await daysOn(store, 1), [0, 1], "kept");
    }),
    test("appends what the gate makes of the days, in the transaction of the last report", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const now = at(t0 + 100 * day);
      for (const days of [0, 3, 6, 9]) {
        await store.ingest({ ...now, inputs: [soft(days)] }, reactions());
      }
      equal(await ledgerTypes(store), [], "four days");
      await store.ingest({ ...now, inputs: [soft(12)] }, reactions());
      equal(await ledgerTypes(store), ["bounce.soft"], "five");
      const contactPoint = person("ann").points[0]?.id;
      if (contactPoint === undefined) return;
      const known = await store.readConsent({ tenant: acme, contactPoint });
      equal(
        known?.suppressions.map(({ reason }) => reason),
        ["bounce.soft"],
        "suppressed",
      );
    }),
    test("forgets with the person on which days mail came back", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const now = at(t0 + 100 * day);
      await store.ingest({ ...now, inputs: [soft(1), soft(2)] }, reactions());
      const suppress = [consentEvent("ann", "gone", "erased")];
      await store.eraseContact({ ...now, contact: person("ann").id, suppress }, reactions());
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      equal(await daysOn(store, 3), [3], "days");
    }),
  ];
}
