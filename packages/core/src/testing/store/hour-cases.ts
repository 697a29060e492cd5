import type { DeliveryEvent } from "../../ports/delivery-event.js";
import type { Reactions, Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import { beginSpring, drafting, spring } from "./campaign-fixtures.js";
import { acme, add, at, claimAll, mail, person, queue, reactions, report, t0 } from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** Everybody's clock is as many hours ahead as their name is long. */
const hours: Reactions = reactions({ hourIn: ({ id }) => id.length - "contact-".length });

async function read(store: Store): Promise<Record<string, readonly [number, number]>> {
  const { sends, clicks } = await store.readHours(acme);
  equal([sends.length, clicks.length], [24, 24], "an hour each");
  return Object.fromEntries(
    sends.flatMap((sent, hour) => {
      const clicked = clicks[hour] ?? 0;
      return sent + clicked === 0 ? [] : [[String(hour), [sent, clicked] as const]];
    }),
  );
}

async function settleAll(store: Store, told: Reactions, report?: DeliveryEvent): Promise<void> {
  const claimed = await claimAll(store, t0);
  const results = claimed.map(({ key, attempt }) => ({
    ...{ key, attempt, outcome: "accepted" as const, providerMessageId: null },
    ...(report?.message === key ? { report } : {}),
  }));
  await store.settle({ ...at(t0), results }, told);
  await store.settle({ ...at(t0), results }, told);
}

const call = { ...at(t0), id: spring, limit: 100 };
const people = [person("ann"), person("bob"), person("cid")];

export function hourCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("counts what was sent and clicked by people, once, by its local hour", async (store) => {
      const names = ["ann", "bob", "cleo", "didi", "erica"] as const;
      await add(store, ...names.map((name) => person(name)));
      const receipt = { messageClass: "transactional" as const };
      await queue(store, t0, ...names.map((name) => mail(name, name === "didi" ? receipt : {})));
      equal(await read(store), {}, "nothing so far");
      const clicked = report("cleo", "clicked");
      if (clicked.kind !== "delivery") return;
      await settleAll(store, hours, clicked.event);
      equal(await read(store), { 3: [2, 0], 4: [1, 1], 5: [1, 0] }, "what left, and once");
      const machine = { machine: true, reasons: [] };
      const say = (name: string, dedupeKey: string, more: Partial<DeliveryEvent> = {}) =>
        report(name, "clicked", { dedupeKey, ...more });
      const ingest = (told: Reactions, ...inputs: Parameters<Store["ingest"]>[0]["inputs"]) =>
        store.ingest({ ...at(t0), inputs }, told);
      await ingest(hours, say("ann", "1"), say("ann", "2"), report("bob", "opened"));
      await ingest(hours, say("ann", "3"), say("ann", "1"), say("didi", "4"));
      await ingest(hours, say("erica", "5", { engagement: machine }));
      await ingest(reactions(), say("bob", "6"));
      equal(await read(store), { 3: [2, 1], 4: [1, 1], 5: [1, 0] }, "of people, and once");
      const needs = { events: {}, messages: 0, consent: false };
      const ask = { ...at(t0), contact: person("ann").id };
      const seen = await store.readFacts({ ...ask, needs: { ...needs, hours: true } });
      equal(seen?.hours, await store.readHours(acme), "with the facts that ask for it");
      equal((await store.readFacts({ ...ask, needs }))?.hours, undefined, "and with no others");
    }),
    test("counts a click only of what was counted as sent", async (store) => {
      await add(store, person("ann"), person("bob"));
      await queue(store, t0, mail("ann"), mail("bob"));
      const results = (await claimAll(store, t0)).map(({ key, attempt }) => ({
        ...{ key, attempt, outcome: "unknown" as const, reasons: [] },
      }));
      await store.settle({ ...at(t0), results }, hours);
      await store.ingest({ ...at(t0), inputs: [report("ann", "clicked")] }, hours);
      equal(await read(store), {}, "it may not have left");
    }),
    test("counts nothing where nobody says whose hour it is", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      await settleAll(store, reactions());
      equal(await read(store), {}, "nothing");
    }),
    test("keeps the hour that was chosen for a recipient, until it is refused", async (store) => {
      await add(store, ...people);
      await beginSpring(store);
      const hour = { hour: 19, why: "own", clicks: 23 } as const;
      const chosen = await store.expandCampaign(call, {
        ...drafting,
        decide: () => ({ later: t0 + 5, best: hour }),
      });
      equal([chosen.queued, chosen.refused], [0, 0], "nobody is written to yet");
      const hours = async (): Promise<readonly unknown[]> => {
        const { items } = await store.readRecipients({ tenant: acme, campaign: spring });
        return items.map(({ state, due, reason, best }) => [state, due, reason, best]);
      };
      equal(
        await hours(),
        people.map(() => ["waiting", t0 + 5, null, hour]),
        "while they wait",
      );
      await store.expandCampaign(
        { ...call, now: t0 + 5 },
        {
          ...drafting,
          decide: (unit) => {
            equal(unit.recipient.best, hour, "whoever decides is told");
            const isBob = unit.recipient.contact === people[1]?.id;
            return isBob ? { reason: "TOO_LATE" } : drafting.decide(unit);
          },
        },
      );
      const out = ["out", null, null, hour];
      equal(await hours(), [out, ["refused", null, "TOO_LATE", undefined], out], "afterwards");
      equal(await store.integrity(acme), [], "damage");
    }),
  ];
}
