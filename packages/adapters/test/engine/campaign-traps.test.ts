// What a caller meets who does as the guides say, and what does not reach where it should.
import { TransportError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { campaignWorld, hour, minute, toEverybody } from "./campaign-world.js";
import { daily, letter, seriesWorld } from "./series-world.js";
import { recordingTransport, start, tenant } from "./world.js";

const content = { variants: [{ id: "a", template: "other", weight: 1 }] };

function failure(retry: "never" | "after"): TransportError {
  return new TransportError("provider", "No.", { transport: "scripted", scope: "message", retry });
}

describe("a campaign that was stopped before it began", () => {
  it("is edited, approved and resumed as one that had begun, and begins at its hour", async () => {
    const schedule = { at: start + 5 * hour } as const;
    const { begun, campaigns, engine, clock, transport } = await campaignWorld(3);
    const { id } = await campaigns.create(tenant, toEverybody({ schedule }));
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id);
    await campaigns.schedule(tenant, id);
    await campaigns.pause(tenant, id);
    const edited = await campaigns.edit(tenant, id, { content });
    expect([edited.state, edited.approved]).toEqual(["paused", null]);
    await expect(campaigns.resume(tenant, id)).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN_APPROVAL",
    });
    await campaigns.approve(tenant, id);
    expect((await campaigns.resume(tenant, id)).state).toBe("scheduled");
    clock.advanceTo(start + 5 * hour - minute);
    await engine.drain(tenant);
    expect(transport.sent).toEqual([]);
    clock.advanceTo(start + 5 * hour);
    await engine.drain(tenant);
    expect(transport.sent.map(({ text }) => text.startsWith("Another"))).toEqual([
      ...[true, true, true],
    ]);
    // Another hour, and another audience, hold as well: nobody was chosen yet.
    const { id: other } = await begun(toEverybody({ schedule: { at: start + 8 * hour } }));
    await campaigns.pause(tenant, other);
    const moved = await campaigns.edit(tenant, other, {
      schedule: { at: start + 9 * hour },
      audience: { ...toEverybody().audience, max: 1 },
    });
    expect(moved).toMatchObject({ state: "paused", beginsAt: start + 9 * hour });
    await campaigns.approve(tenant, other);
    await campaigns.resume(tenant, other);
    clock.advanceTo(start + 9 * hour);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(4);
  });

  it("keeps an issue of a series, too", async () => {
    const { series, campaigns, until, transport } = await seriesWorld(2);
    await series.put(tenant, letter({ recurrence: daily, lead: "2h" }));
    await until("2026-03-03T06:30:00Z");
    const { items } = await campaigns.list(tenant);
    const id = items[0]?.id ?? expect.fail("no issue");
    await campaigns.pause(tenant, id);
    await campaigns.edit(tenant, id, { content });
    await campaigns.approve(tenant, id);
    await campaigns.resume(tenant, id);
    await until("2026-03-03T12:00:00Z");
    expect(transport.sent.map(({ text }) => text.startsWith("Another"))).toEqual([true, true]);
  });
});

describe("what is edited while messages wait", () => {
  it("holds for those in the outbox as well: quiet hours, and lateness", async () => {
    const { begun, campaigns, engine, clock, transport } = await campaignWorld(12, {
      more: { batch: 2 },
    });
    const { id } = await begun();
    for (let n = 0; n < 3; n++) await engine.tick(tenant);
    const out = transport.sent.length;
    expect((await campaigns.figures(tenant, id)).messages.queued).toBeGreaterThan(0);
    await campaigns.pause(tenant, id);
    await campaigns.edit(tenant, id, { policy: { quiet: [{ from: "00:00", to: "23:00" }] } });
    await campaigns.approve(tenant, id);
    await campaigns.resume(tenant, id);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(out);
    clock.advanceTo(Date.UTC(2026, 2, 2, 22, 30));
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(12);
  });
});

describe("messages that are sent again", () => {
  /** One person's mail is refused for good, and another's may have left. */
  const failing = () => {
    const clock = simulatedClock(start);
    const answers = { fail: true };
    const transport = recordingTransport(clock, ({ to, ref }) => {
      const { address } = to;
      if (!answers.fail) return null;
      if (address.startsWith("p0000")) return { outcome: "failed", ref, error: failure("never") };
      return address.startsWith("p0001")
        ? { outcome: "unknown", ref, error: failure("after") }
        : null;
    });
    return { clock, transport, answers };
  };

  it("leave nothing of a campaign that was cancelled", async () => {
    const { clock, transport, answers } = failing();
    const world = await campaignWorld(4, { clock, transport });
    const { campaigns, engine, begun } = world;
    const { id } = await begun(toEverybody({ policy: { stop: "never" }, spread: { over: "9d" } }));
    for (let n = 0; n < 9; n++) {
      await engine.drain(tenant);
      clock.advanceBy(24 * hour);
      const { failed, unknown } = (await campaigns.figures(tenant, id)).messages;
      if (failed > 0 && unknown > 0) break;
    }
    const { items } = await world.store.readOutbox({ tenant });
    const dead = items.filter(({ status }) => status === "failed" || status === "unknown");
    expect(dead).toHaveLength(2);
    const left = transport.sent.length;
    await campaigns.cancel(tenant, id);
    await engine.drain(tenant);
    answers.fail = false;
    for (const { key } of dead)
      expect(await engine.sendAgain(tenant, key, { confirm: true })).toEqual({
        status: "campaign_cancelled",
      });
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(left);
  });

  it("are no people more in a campaign's figures", async () => {
    const { clock, transport, answers } = failing();
    const { campaigns, engine, begun, store } = await campaignWorld(4, { clock, transport });
    const { id } = await begun(toEverybody({ policy: { stop: "never" }, spread: { over: "4h" } }));
    for (let n = 0; n < 8; n++) {
      await engine.drain(tenant);
      clock.advanceBy(hour / 2);
    }
    const { items } = await store.readOutbox({ tenant });
    const dead = items.filter(({ status }) => status === "unknown");
    answers.fail = false;
    const sum = async (): Promise<number> => {
      const { waiting, messages, prepared } = await campaigns.figures(tenant, id);
      expect(prepared).toBe(4);
      return waiting + Object.values(messages).reduce((a, b) => a + b, 0);
    };
    expect(await sum()).toBe(4);
    const again = dead.map(({ key }) => engine.sendAgain(tenant, key, { confirm: true }));
    expect((await Promise.all(again)).map(({ status }) => status)).toEqual(["queued"]);
    expect(await sum()).toBe(4);
    clock.advanceBy(4 * hour);
    await engine.drain(tenant);
    expect(await sum()).toBe(4);
    expect((await campaigns.read(tenant, id)).state).toBe("finished");
    expect(transport.sent).toHaveLength(3);
  });

  it("are retracted with the rest of the campaign while they wait", async () => {
    const { clock, transport, answers } = failing();
    const { campaigns, engine, begun, store } = await campaignWorld(4, { clock, transport });
    const { id } = await begun(toEverybody({ policy: { stop: "never" }, spread: { over: "4h" } }));
    const dead = async () =>
      (await store.readOutbox({ tenant })).items.filter(({ status }) => status === "unknown");
    while ((await dead()).length === 0) {
      clock.advanceBy(hour / 2);
      await engine.drain(tenant);
    }
    answers.fail = false;
    const [{ key } = expect.fail("one")] = await dead();
    const again = await engine.sendAgain(tenant, key, { confirm: true });
    expect(again.status).toBe("queued");
    const left = transport.sent.length;
    await campaigns.retract(tenant, id, { variant: "a" });
    clock.advanceBy(9 * hour);
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(left);
    const { items } = await store.readOutbox({ tenant });
    const copy = items.find((one) => one.key !== key && one.key.startsWith(key));
    expect(copy).toMatchObject({ status: "skipped", reasons: [{ code: "RETRACTED" }] });
  });
});

describe("an editor who fails", () => {
  it("is asked again at growing intervals, and at the hour of the issue", async () => {
    const asked: number[] = [];
    let fails = true;
    const world = await seriesWorld(1, {
      more: {
        seriesContent: async ({ issue }) => {
          asked.push(world.clock.now());
          if (fails) throw new Error("no editor");
          return { data: { issue } };
        },
      },
    });
    const { series, clock, engine, transport } = world;
    await series.put(tenant, letter({ recurrence: daily, lead: "6h" }));
    const from = Date.UTC(2026, 2, 3, 2);
    clock.advanceTo(from);
    for (let n = 0; n < 6 * 60; n++) {
      await engine.tick(tenant).catch(() => undefined);
      clock.advanceBy(minute);
    }
    expect(asked.length).toBeLessThan(16);
    expect(asked.slice(0, 4).map((at) => (at - from) / minute)).toEqual([0, 1, 3, 7]);
    fails = false;
    // At nine in Berlin it is asked again, however long the pause has become.
    await engine.drain(tenant);
    expect(asked.at(-1)).toBe(Date.UTC(2026, 2, 3, 8));
    expect(transport.sent).toHaveLength(1);
    const { failures = 0 } = await series.read(tenant, "letter");
    expect(failures).toBe(0);
  });
});
