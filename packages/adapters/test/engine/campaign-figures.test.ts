import {
  type CampaignFigures,
  type CampaignId,
  campaignSendKey,
  listId,
  type Store,
  type TenantId,
} from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { campaignWorld, minute, toEverybody } from "./campaign-world.js";
import { recordingTransport, start, tenant } from "./world.js";

type Counted = Omit<CampaignFigures, "prepared" | "reports">;

/** Counted row by row, as the figures once were. */
async function counted(store: Store, of: TenantId, campaign: CampaignId): Promise<Counted> {
  const messages = {
    ...{ queued: 0, claimed: 0, accepted: 0, rejected: 0, failed: 0, unknown: 0, skipped: 0 },
  };
  const refused: Record<string, number> = {};
  const variants: Record<string, number> = {};
  const add = (to: Record<string, number>, name: string): void => {
    to[name] = (to[name] ?? 0) + 1;
  };
  let waiting = 0;
  for (const row of (await store.readRecipients({ tenant: of, campaign, limit: 999 })).items) {
    if (row.state === "waiting") waiting += 1;
    else if (row.state === "refused") add(refused, row.reason ?? "");
    else add(variants, row.variant);
  }
  for (const message of (await store.readOutbox({ tenant: of, limit: 999 })).items) {
    // A copy that a person sends again is no one more.
    if (message.queue !== campaign || message.key.includes("~")) continue;
    add(messages, message.status);
    if (message.status === "skipped") add(refused, message.reasons[0]?.code ?? "");
  }
  return { waiting, messages, refused, variants };
}

function failure(retry: "never" | "after"): TransportError {
  return new TransportError("provider", "No.", { transport: "scripted", scope: "message", retry });
}

const stores = { memory: memoryStore, sqlite: () => sqliteStore({ path: ":memory:" }) };

describe.each(Object.entries(stores))("figures of a campaign on %s", (name, open) => {
  const step = fc.oneof(
    fc.constantFrom("tick", "tick", "tick", "pause", "resume", "edit", "cut", "again", "wait"),
    fc.constantFrom("complain", "bounce", "withdraw", "retract", "cancel", "late"),
  );
  it("count somebody who is in two parts of an audience once", async () => {
    const store = open();
    const world = await campaignWorld(4, { store, more: { campaignBatch: 2 } });
    const lists = [listId("all"), listId("second")];
    await world.subscribe(await world.person("both", { lists }));
    const audience = { in: lists.map((list) => ({ list })), when: "start" } as const;
    const { id } = await world.begun(toEverybody({ audience }));
    for (let tick = 0; tick < 12; tick++) await world.engine.tick(tenant);
    const {
      prepared: _,
      reports: _reports,
      ...figures
    } = await world.campaigns.figures(tenant, id);
    expect(figures).toEqual(await counted(store, tenant, id));
    await store.close();
  });

  it("equal a count of all its rows, whatever happens to them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 8, maxLength: 25 }),
        fc.integer({ min: 0, max: 9 }),
        async (steps, salt) => {
          const store = open();
          let n = salt;
          const clock = simulatedClock(start);
          const transport = recordingTransport(clock, ({ ref }) => {
            n += 1;
            if (n % 5 === 0) return { outcome: "failed", ref, error: failure("never") };
            if (n % 7 === 0) return { outcome: "unknown", ref, error: failure("after") };
            return null;
          });
          const more = { batch: 2, campaignBatch: 3 };
          const world = await campaignWorld(12, { store, clock, transport, more });
          const { campaigns, begun, engine, ids } = world;
          const reported = { complained: new Set<string>(), bounced: new Set<string>() };
          const max = steps.includes("cut") ? { max: 7 } : {};
          const { id } = await begun(
            toEverybody({
              audience: { in: [{ list: listId("all") }], when: "start", ...max },
              content: {
                variants: [
                  { id: "a", template: "spring", weight: 1 },
                  { id: "b", template: "other", weight: 1 },
                ],
              },
              policy: { lateAfter: "1h" },
            }),
          );
          const quietly = (run: Promise<unknown>): Promise<unknown> => run.catch(() => undefined);
          for (const what of steps) {
            n += 1;
            const who = ids[n % ids.length];
            if (who === undefined) throw new TypeError("there are twelve");
            if (what === "tick") await engine.tick(tenant);
            if (what === "pause") await quietly(campaigns.pause(tenant, id));
            if (what === "resume") {
              await quietly(campaigns.approve(tenant, id));
              const how = n % 2 === 0 ? "skipLate" : "shift";
              await quietly(campaigns.resume(tenant, id, { how }));
            }
            if (what === "edit")
              await quietly(campaigns.edit(tenant, id, { policy: { lateAfter: `${n + 1}h` } }));
            if (what === "retract") await quietly(campaigns.retract(tenant, id, { variant: "a" }));
            if (what === "cancel" && n % 3 === 0) await quietly(campaigns.cancel(tenant, id));
            if (what === "withdraw") await world.withdraw(who);
            if (what === "complain" || what === "bounce") {
              const type = what === "bounce" ? "bounced" : "complained";
              const message = campaignSendKey(id, who);
              const bounce = { permanence: "hard", scope: "recipient" } as const;
              const kind = type === "bounced" ? { bounce } : {};
              const event = { ...kind, type, dedupeKey: `${n}`, message, at: clock.now() } as const;
              const { accepted } = await engine.report(tenant, [event]);
              if (accepted > 0) reported[type].add(who);
            }
            if (what === "wait") clock.advanceBy(20 * minute);
            if (what === "late") clock.advanceBy(200 * minute);
            if (what === "again") {
              const key = campaignSendKey(id, who);
              await quietly(engine.sendAgain(tenant, key, { confirm: true }));
            }
            const { prepared: _, reports, ...figures } = await campaigns.figures(tenant, id);
            expect([reports.complained, reports.bounced, reports.hardBounced]).toEqual([
              reported.complained.size,
              reported.bounced.size,
              reported.bounced.size,
            ]);
            const { figures: ended } = await campaigns.read(tenant, id);
            if (ended === null) expect(figures).toEqual(await counted(store, tenant, id));
          }
          await store.close();
        },
      ),
      { numRuns: name === "memory" ? 40 : 12 },
    );
  });
});
