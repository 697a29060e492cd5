import { consentGate, suppressionKeys } from "@wellsent/consent";
import { usEmailRules } from "@wellsent/consent/rules";
import type { DeliveryEvent, SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { explainContact } from "@wellsent/core/explain";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, recordingTransport, start, tenant } from "./world.js";

const day = 86_400_000;
const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: ":memory:" }),
};
const keys = suppressionKeys({ current: { kid: "k1", secret: new Uint8Array(32).fill(7) } });
const consent = consentGate({ rules: [usEmailRules], keys });

describe.each(Object.entries(stores))(
  "an address that mail keeps coming back from, over the %s store",
  (_, createStore) => {
    /** Ann gets a mail on each of these days, and the receiver says an unclear no to each. */
    const mailing = async (days: readonly number[]) => {
      const clock = simulatedClock(start);
      let tried = 0;
      const transport = recordingTransport(clock, ({ ref }): SendOutcome => {
        tried += 1;
        const told = { transport: "recording", scope: "recipient", retry: "never" } as const;
        const error = new TransportError("provider", "refused", { ...told, smtpCode: 550 });
        return { outcome: "rejected", ref, reason: "undetermined", error };
      });
      const made = createWorld({
        ...{ store: createStore(), clock, transport, workflows: [] },
        more: { consent },
      });
      const ann = await made.person("ann", { jurisdiction: "US-TX" });
      const send = async (on: number, said?: Partial<DeliveryEvent>): Promise<number> => {
        clock.advanceBy(start + on * day - clock.now());
        const input = { tenant, contact: ann, id: `mail-${on}`, purpose: "news" } as const;
        await made.engine.send({ ...input, template: "reminder" });
        await made.engine.drain(tenant);
        const last = (await made.store.readOutbox({ tenant })).items.at(-1);
        if (said !== undefined && last !== undefined) {
          const event = { dedupeKey: `hook-${on}`, message: last.key, at: clock.now() } as const;
          await made.engine.report(tenant, [{ type: "bounced", ...event, ...said }]);
        }
        return tried;
      };
      for (const on of days) await send(on);
      return { ...made, ann, send };
    };

    it("gets no more of it after five days, and everybody is told why", async () => {
      const { send, engine, ann } = await mailing([0, 3, 6, 9]);
      expect(await send(12)).toBe(5);
      expect(await send(13)).toBe(5);
      const told = await explainContact(engine, { tenant, contact: ann });
      expect(told?.sentences.join(" ")).toContain(
        "SUPPRESSED_SOFT_BOUNCE (Wellsent policy: soft bounces on 5 days from 2026-03-02 to 2026-03-14)",
      );
    });

    it("gets all of it where the days are too near to each other", async () => {
      const { send } = await mailing([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await send(9)).toBe(10);
      expect(await send(10)).toBe(11);
      expect(await send(11), "the day after the tenth is the first too many").toBe(11);
    });

    it("gets it on after a sign of life", async () => {
      const { send } = await mailing([0, 3, 6]);
      await send(9, { type: "delivered" });
      await send(12);
      await send(15);
      await send(18);
      expect(await send(21)).toBe(8);
      await send(22);
      expect(await send(23), "five days since").toBe(9);
    });

    it("is not counted twice for a reply and the webhook that follows it", async () => {
      const { send } = await mailing([]);
      const bounce = { permanence: "soft", scope: "recipient" } as const;
      for (const on of [0, 4, 8, 12]) await send(on, { bounce });
      expect(await send(13, { bounce })).toBe(5);
      expect(await send(14, { bounce })).toBe(5);
    });

    /** Everybody gets a mail a day for as many days; the receiver's answer to each is as said. */
    const daily = async (
      people: number,
      days: number,
      answer: (person: number) => "unclear" | "accepted",
      perDay = 1,
    ) => {
      const clock = simulatedClock(start);
      const transport = recordingTransport(clock, ({ ref, to }): SendOutcome => {
        const person = Number(/\d+/.exec(to.address)?.[0]);
        if (answer(person) === "accepted")
          return { outcome: "accepted", ref, providerMessageId: null };
        const told = { transport: "recording", scope: "recipient", retry: "never" } as const;
        const error = new TransportError("provider", "refused", { ...told, smtpCode: 550 });
        return { outcome: "rejected", ref, reason: "undetermined", error };
      });
      const made = createWorld({
        ...{ store: createStore(), clock, transport, workflows: [] },
        more: { consent },
      });
      const contacts = await Promise.all(
        Array.from({ length: people }, (_, n) => made.person(`p${n}`, { jurisdiction: "US-TX" })),
      );
      for (let on = 0; on < days; on++) {
        for (let mail = 0; mail < perDay; mail++)
          for (const contact of contacts) {
            const id = `mail-${on}-${mail}-${contact}`;
            const input = { tenant, contact, id, purpose: "news" } as const;
            await made.engine.send({ ...input, template: "reminder" });
          }
        await made.engine.drain(tenant);
        clock.advanceBy(day);
      }
      const told = await Promise.all(
        contacts.map(async (contact) => {
          const all = await explainContact(made.engine, { tenant, contact });
          return all?.sentences.join(" ") ?? "";
        }),
      );
      const withCode = (code: string) => told.filter((text) => text.includes(code)).length;
      return {
        suppressed: withCode("SUPPRESSED_SOFT_BOUNCE"),
        doubted: withCode("SENDER_IN_DOUBT"),
      };
    };

    it("is not to blame where nearly everybody's comes back in the same way", async () => {
      const { suppressed, doubted } = await daily(12, 14, (n) =>
        n === 7 ? "accepted" : "unclear",
      );
      expect(suppressed).toBe(0);
      expect(doubted).toBe(11);
    });

    it("is to blame where most mail of the day arrives", async () => {
      const last = await daily(12, 14, (n) =>
        n < 5 ? "accepted" : n < 7 ? "unclear" : "accepted",
      );
      expect(last).toEqual({ suppressed: 2, doubted: 0 });
      // Refused before anybody was accepted: on the first day one of them is one too many.
      const first = await daily(12, 14, (n) => (n < 5 ? "unclear" : "accepted"));
      expect(first).toEqual({ suppressed: 5, doubted: 1 });
    });

    it("is to blame where few write to few, however often", async () => {
      expect(await daily(2, 14, () => "unclear", 4)).toEqual({ suppressed: 2, doubted: 0 });
    });
  },
);
