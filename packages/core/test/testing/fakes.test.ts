import {
  type ConsentQuestion,
  contactId,
  contactPointId,
  type RenderRequest,
  sendKey,
  tenantId,
} from "@wellsent/core";
import type { AppendState } from "@wellsent/core/ports";
import {
  fakeConsentGate,
  fakeRenderer,
  manualDispatcher,
  recordingLogger,
  seededRandom,
  sequentialIds,
  simulatedClock,
} from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";

const tenant = tenantId("acme");
const ann = contactPointId("point-ann");
const bob = contactPointId("point-bob");

describe("the simulated clock", () => {
  it("moves only forwards, and only when told", () => {
    const clock = simulatedClock(1_000);
    expect(clock.now()).toBe(1_000);
    expect(clock.advanceBy(500)).toBe(1_500);
    expect(clock.advanceTo(1_200)).toBe(1_500);
    expect(clock.advanceTo(2_000)).toBe(2_000);
    expect(() => clock.advanceBy(-1)).toThrow(
      expect.objectContaining({ code: "INPUT_CLOCK_BACKWARDS" }),
    );
    expect(() => clock.advanceBy(0.5)).toThrow(
      expect.objectContaining({ code: "INPUT_INSTANT_INVALID" }),
    );
  });
});

describe("sequential ids", () => {
  it("never repeat, and sort by age", () => {
    const ids = sequentialIds("msg");
    const made = Array.from({ length: 12 }, () => ids.next());
    expect(made[0]).toBe("msg-000001");
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(12);
  });
});

describe("seeded random", () => {
  it("gives the same for the same seed, and something else for another", () => {
    const bytes = (seed: number): string => seededRandom(seed).bytes(16).join();
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
    expect(bytes(2 ** 40)).not.toBe(bytes(2 ** 41));
  });

  it("spreads over its range", () => {
    const random = seededRandom(1);
    const seen = new Set(Array.from({ length: 400 }, () => random.integer(10)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(random.number()).toBeLessThan(1);
  });
});

describe("the recording logger", () => {
  it("keeps every line", () => {
    const logger = recordingLogger();
    logger.log("warn", "slow", { count: 3 });
    logger.log("info", "done");
    expect(logger.lines).toEqual([
      { level: "warn", message: "slow", fields: { count: 3 } },
      { level: "info", message: "done", fields: {} },
    ]);
  });
});

describe("the manual dispatcher", () => {
  it("runs ticks until none has more work", async () => {
    const dispatcher = manualDispatcher();
    const runs: string[] = [];
    dispatcher.every("a", 1_000, async () => runs.push("a") < 2);
    dispatcher.every("b", 2_000, async () => runs.push("b") < 5);
    await dispatcher.drain();
    expect(runs.join("")).toBe("ababab");
    expect([...dispatcher.registered]).toEqual([
      ["a", 1_000],
      ["b", 2_000],
    ]);
  });

  it("says so when a tick never ends, and when it knows no such tick", async () => {
    const dispatcher = manualDispatcher();
    dispatcher.every("busy", 1, async () => true);
    await expect(dispatcher.drain(5)).rejects.toMatchObject({ code: "INPUT_DISPATCH_ENDLESS" });
    await expect(dispatcher.tick("other")).rejects.toMatchObject({ code: "INPUT_TICK_UNKNOWN" });
  });

  it("aborts what runs when stopped", async () => {
    const dispatcher = manualDispatcher();
    let aborted = false;
    dispatcher.every("long", 1, async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      aborted = signal.aborted;
      return true;
    });
    const running = dispatcher.tick("long");
    await dispatcher.stop();
    await running;
    expect(aborted).toBe(true);
    expect(await dispatcher.tick("long")).toBe(false);
  });
});

describe("the fake renderer", () => {
  const request: RenderRequest = {
    template: "welcome",
    locale: null,
    contact: contactId("c"),
    attributes: { name: "Ann" },
    data: {},
    memberships: [],
    links: { unsubscribe: "u", preferences: "p", view: "v", clickBase: "c/", openPixel: "o.gif" },
    tracking: { opens: false, clicks: false },
    at: 0,
  };
  const renderer = fakeRenderer({
    welcome: { text: "Hi {name} {title}", links: ["https://shop.example"] },
  });

  it("fills in, and counts what was missing", () => {
    const result = renderer.render(request);
    expect(result).toMatchObject({
      rendered: true,
      text: "Hi Ann \nhttps://shop.example\nu",
      fallbacks: ["title"],
    });
  });

  it("reports back only where tracking is permitted", () => {
    expect(JSON.stringify(renderer.render(request))).not.toMatch(/c\/0|o\.gif/);
    const tracked = renderer.render({ ...request, tracking: { opens: true, clicks: true } });
    expect(JSON.stringify(tracked)).toMatch(/c\/0.*o\.gif|o\.gif.*c\/0/);
  });

  it("names a template it does not have", () => {
    expect(renderer.render({ ...request, template: "other" })).toMatchObject({ rendered: false });
    expect(renderer.template("other")).toBeUndefined();
    expect(renderer.template("welcome")?.links).toEqual(["https://shop.example"]);
  });
});

describe("the fake consent gate", () => {
  const question = (contactPoint = ann): ConsentQuestion => ({
    tenant,
    contactPoint,
    channel: "email",
    purpose: "news",
    activity: "send",
    messageClass: "marketing",
    jurisdictions: [],
    timeZones: [],
    at: 0,
  });
  const facts = {
    contactPoint: ann,
    projection: null,
    suppressions: [],
    elsewhere: [],
    logSize: 0,
  };
  const state: AppendState = {
    tenant,
    now: 5,
    head: { size: 255, frontier: ["x"] },
    points: [{ ...facts, fingerprints: ["f1"] }],
    known: ["old"],
    tiles: [{ level: 0, index: 0, hashes: "00".repeat(32 * 255) }],
  };
  const draft = (id: string, type: string) => ({
    id,
    type,
    contactPoint: ann,
    effectiveAt: 1,
    fields: {},
  });

  it("denies when in doubt, and says why", () => {
    const gate = fakeConsentGate({ allow: [ann], deny: [bob] });
    expect(gate.decide(question(), facts).allowed).toBe(true);
    expect(fakeConsentGate().decide(question(), facts).reasons[0]?.code).toBe("NO_CONSENT");
    expect(gate.decide(question(bob), { ...facts, projection: "granted" }).reasons[0]?.code).toBe(
      "DENIED",
    );
    const suppressions = [{ fingerprint: "f1", reason: "complaint", addedAt: 0 }];
    expect(gate.decide(question(), { ...facts, suppressions }).reasons[0]?.code).toBe("SUPPRESSED");
  });

  it("hears a denial from whoever else has or had the address, and no grant", () => {
    const gate = fakeConsentGate();
    const denied = { ...facts, projection: "granted", elsewhere: ["granted", "denied"] };
    expect(gate.decide(question(), denied).reasons[0]?.code).toBe("WITHDRAWN");
    expect(gate.readConsentState(question(), denied).state).toBe("withdrawn");
    const granted = { ...facts, elsewhere: ["granted"] };
    expect(gate.decide(question(), granted).reasons[0]?.code).toBe("NO_CONSENT");
    expect(gate.readConsentState(question(), granted).state).toBe("none");
  });

  it("lets a denial win over every grant", () => {
    const drafts = [
      draft("1", "consent.withdrawn"),
      draft("2", "consent.granted"),
      draft("old", "consent.granted"),
    ];
    const result = fakeConsentGate().append(state, drafts);
    expect(result.projections).toEqual([{ contactPoint: ann, projection: "denied" }]);
    expect(result.suppress).toEqual([
      { fingerprint: "f1", reason: "consent.withdrawn", addedAt: 5 },
    ]);
    expect(result.entries.map((entry) => entry.seq)).toEqual([255, 256]);
    expect(result.head.size).toBe(257);
  });

  it("tells the news of each new act, a withdrawal of nothing included", () => {
    const drafts = [
      { ...draft("1", "consent.withdrawn"), fields: { purpose: "news" } },
      draft("old", "consent.granted"),
      draft("2", "consent.granted"),
      draft("3", "note"),
      { ...draft("4", "consent.withdrawn"), contactPoint: bob },
    ];
    const { news, entries, refused } = fakeConsentGate().append(state, drafts);
    expect(news).toEqual([
      { contactPoint: ann, entry: "1", act: "withdrawn", purpose: "news" },
      { contactPoint: ann, entry: "2", act: "granted" },
      { contactPoint: ann, entry: "3", act: "changed" },
    ]);
    expect(entries.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    // As a real gate: nothing is said about a point that it was not given.
    expect(refused).toEqual([{ id: "4", code: "POINT_UNKNOWN" }]);
  });

  it("suppresses an erased address as erased", () => {
    const { suppress } = fakeConsentGate().append(state, [draft("1", "erased")]);
    expect(suppress).toEqual([{ fingerprint: "f1", reason: "erased", addedAt: 5 }]);
  });

  it("closes a full tile and begins the next", () => {
    const { tiles } = fakeConsentGate().append(state, [draft("1", "note"), draft("2", "note")]);
    expect(tiles.map((tile) => [tile.index, tile.hashes.length / 64])).toEqual([
      [0, 256],
      [1, 1],
    ]);
  });

  it("turns bounces and complaints into denials, and clicks into nothing", () => {
    const gate = fakeConsentGate();
    const event = { dedupeKey: "d", message: sendKey("m"), at: 3 };
    expect(gate.draftsFor({ ...event, type: "complained" }, ann)[0]?.type).toBe("complaint");
    expect(gate.draftsFor({ ...event, type: "clicked" }, ann)).toEqual([]);
    const soft = { permanence: "soft", scope: "recipient" } as const;
    const bounced = { ...event, type: "bounced", bounce: soft } as const;
    const after = (days: readonly number[]) =>
      gate.draftsFor(bounced, ann, { days, projection: null }).map(({ type }) => type);
    expect([after([1, 2, 3, 4]), after([1, 2, 3, 4, 5])]).toEqual([[], ["bounce.soft"]]);
    const bounce = { permanence: "hard", scope: "sender" } as const;
    expect(gate.draftsFor({ ...event, type: "bounced", bounce }, ann)).toEqual([]);
  });

  it("does not spell out addresses in fingerprints", () => {
    expect(fakeConsentGate().fingerprints("email", "ann@example.com")[0]).not.toContain("ann");
  });
});
