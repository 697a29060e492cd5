import { type CampaignId, type ContactId, campaignSendKey } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { recordingTransport, start, tenant } from "./world.js";

const policy = { stop: { after: 10, complaints: 0.1, bounces: 0.3, failures: 0.5 } } as const;
const spread = { over: "4h" } as const;

describe("a campaign's stop rules", () => {
  const complain = async (
    world: Awaited<ReturnType<typeof campaignWorld>>,
    id: CampaignId,
    people: readonly ContactId[],
    type: "complained" | "bounced" = "complained",
    permanence: "hard" | "soft" | "undetermined" = "hard",
  ): Promise<void> => {
    const at = world.clock.now();
    const events = people.map((contact) => {
      const message = campaignSendKey(id, contact);
      const bounce =
        type === "bounced" ? { bounce: { permanence, scope: "recipient" as const } } : {};
      const dedupeKey = `${type}-${permanence}-${contact}`;
      return { ...bounce, type, dedupeKey, message, at } as const;
    });
    await world.engine.report(tenant, events);
  };
  const begun = async () => {
    const world = await campaignWorld(40);
    const { id } = await world.begun(toEverybody({ policy, spread }));
    const reached = async (): Promise<readonly ContactId[]> => {
      const states = await Promise.all(
        world.ids.map((contact) =>
          world.store.readMessage({ tenant, key: campaignSendKey(id, contact) }),
        ),
      );
      return states.flatMap((one) => (one?.status === "accepted" ? [one.contact] : []));
    };
    const advance = async (length: number): Promise<void> => {
      const until = world.clock.now() + length;
      for (let at = world.clock.now(); at <= until; at += 10 * minute) {
        world.clock.advanceTo(at);
        await world.engine.drain(tenant);
      }
    };
    return { ...world, id, reached, advance };
  };

  it("hold it by complaints, where it stands, and once per finding", async () => {
    const world = await begun();
    const { campaigns, id, transport, advance, reached } = world;
    await advance(2 * hour);
    const sent = transport.sent.length;
    expect(sent).toBeGreaterThan(10);
    const people = await reached();
    await complain(world, id, people.slice(0, Math.floor(sent / 10)));
    await advance(0);
    expect(await campaigns.read(tenant, id)).toMatchObject({ state: "running" });
    await complain(world, id, people.slice(0, Math.floor(sent / 10) + 1));
    await advance(2 * hour);
    const held = await campaigns.read(tenant, id);
    expect(held).toMatchObject({ state: "held", why: "STOP_COMPLAINTS", resumesTo: "running" });
    expect(transport.sent).toHaveLength(sent);
    const last = (await campaigns.log(tenant, id)).items.at(-1);
    expect(last).toMatchObject({ verb: "hold", why: "STOP_COMPLAINTS", by: null });
    expect(last?.figures?.reports.complained).toBe(Math.floor(sent / 10) + 1);
    // Whoever resumes it has seen these.
    await campaigns.resume(tenant, id, { by: "ann" });
    await advance(3 * hour);
    expect(await campaigns.read(tenant, id)).toMatchObject({ state: "finished" });
    expect(transport.sent).toHaveLength(40);
  });

  it("hold it by what comes back, and never before the sample is there", async () => {
    const world = await begun();
    const { campaigns, id, advance, reached, transport } = world;
    await advance(40 * minute);
    expect(transport.sent.length).toBeLessThan(10);
    await complain(world, id, await reached(), "bounced");
    await advance(0);
    expect(await campaigns.read(tenant, id)).toMatchObject({ state: "running" });
    await advance(hour);
    expect(await campaigns.read(tenant, id)).toMatchObject({ state: "held", why: "STOP_BOUNCES" });
  });

  it("leave it alone for bounces that are not for good", async () => {
    const world = await begun();
    const { campaigns, id, advance, reached } = world;
    await advance(2 * hour);
    const people = await reached();
    await complain(world, id, people, "bounced", "soft");
    await complain(world, id, people.slice(0, 2), "bounced", "undetermined");
    await complain(world, id, people.slice(0, 1), "bounced");
    await advance(0);
    expect(await campaigns.read(tenant, id)).toMatchObject({ state: "running" });
    const { reports } = await campaigns.figures(tenant, id);
    expect([reports.bounced, reports.hardBounced]).toEqual([people.length, 1]);
  });

  it("hold it by failures, unless they are never to", async () => {
    const run = async (stop: "never" | typeof policy.stop) => {
      const clock = simulatedClock(start);
      const transport = recordingTransport(clock, ({ ref }) => {
        const why = { transport: "scripted", scope: "message", retry: "never" } as const;
        return { outcome: "failed", ref, error: new TransportError("provider", "No.", why) };
      });
      const more = { batch: 3 };
      const { campaigns, engine, begun } = await campaignWorld(40, { clock, transport, more });
      const { id } = await begun(toEverybody({ policy: { stop } }));
      await engine.drain(tenant);
      const { messages } = await campaigns.figures(tenant, id);
      return [(await campaigns.read(tenant, id)).why, messages.failed < 40];
    };
    expect(await run(policy.stop)).toEqual(["STOP_FAILURES", true]);
    expect(await run("never")).toEqual([null, false]);
  });
});
