import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capReached, type FrequencyCap, nextAllowed } from "../../../src/index.js";
import type { MessageFact } from "../../../src/ports/index.js";
import { plainMessage } from "../plain-facts.js";

const hour = 3_600_000;
const now = Date.UTC(2026, 4, 1);
const subject = plainMessage("m:subject", now, null);

function sent(sentAt: number | null, override: Partial<MessageFact> = {}): MessageFact {
  return {
    ...plainMessage(`m:${sentAt}`, sentAt ?? now - hour, sentAt),
    status: sentAt === null ? "queued" : "accepted",
    ...override,
  };
}

describe("a frequency cap", () => {
  const cap: FrequencyCap = { max: 2, per: "24h" };

  it("has room below its maximum", () => {
    expect(capReached([cap], [sent(now - hour)], now, subject, "UTC")).toEqual({ reached: false });
    expect(capReached([], [sent(now - hour)], now, subject, "UTC")).toEqual({ reached: false });
  });

  it("is reached at its maximum, until the oldest that counts is out of the window", () => {
    const messages = [sent(now - hour), sent(now - 3 * hour)];
    expect(capReached([cap], messages, now, subject, "UTC")).toEqual({
      reached: true,
      cap,
      retryAt: now + 21 * hour,
    });
    expect(capReached([cap], messages, now + 21 * hour - 1, subject, "UTC").reached).toBe(true);
    expect(capReached([cap], messages, now + 21 * hour, subject, "UTC").reached).toBe(false);
  });

  it("counts only what was handed off", () => {
    expect(
      capReached([cap], [sent(null), sent(null), sent(now - hour)], now, subject, "UTC").reached,
    ).toBe(false);
    const ended = (["rejected", "failed", "skipped"] as const).map((status) =>
      sent(null, { status }),
    );
    expect(capReached([cap], ended, now, subject, "UTC").reached).toBe(false);
  });

  it("counts what may have left, from when it was last in somebody's hands", () => {
    const one: FrequencyCap = { max: 1, per: "24h" };
    const touchedAt = now - 5 * hour;
    const doubts = [
      sent(null, { status: "claimed", touchedAt }),
      sent(null, { status: "unknown", touchedAt }),
      // Waits to be sent once more: the first copy may have arrived.
      sent(null, { status: "queued", lost: 1, touchedAt }),
    ];
    for (const doubt of doubts) {
      expect(capReached([one], [doubt], now, subject, "UTC")).toEqual({
        reached: true,
        cap: one,
        retryAt: touchedAt + 24 * hour,
      });
    }
  });

  it("without a class binds and counts only what the person did not ask for", () => {
    const one: FrequencyCap = { max: 1, per: "24h" };
    const receipt = { ...subject, messageClass: "transactional" } as const;
    const receipts = [sent(now - hour, { messageClass: "transactional" })];
    expect(capReached([one], receipts, now, subject, "UTC").reached).toBe(false);
    expect(capReached([one], [sent(now - hour)], now, receipt, "UTC").reached).toBe(false);
    expect(capReached([{ ...one, max: 0 }], [], now, receipt, "UTC").reached).toBe(false);
    const service = [sent(now - hour, { messageClass: "service" })];
    expect(capReached([one], service, now, subject, "UTC").reached).toBe(true);
  });

  it("with a class binds and counts that class alone", () => {
    const one: FrequencyCap = { max: 1, per: "24h", messageClass: "transactional" };
    const receipt = { ...subject, messageClass: "transactional" } as const;
    const receipts = [sent(now - hour, { messageClass: "transactional" })];
    expect(capReached([one], receipts, now, receipt, "UTC").reached).toBe(true);
    expect(capReached([one], receipts, now, subject, "UTC").reached).toBe(false);
    expect(capReached([one], [sent(now - hour)], now, receipt, "UTC").reached).toBe(false);
  });

  it("counts and holds back its own channel and purpose only", () => {
    const sms: FrequencyCap = { max: 1, per: "7d", channel: "sms" };
    const offers: FrequencyCap = { max: 1, per: "7d", purpose: "marketing.offers" };
    const messages = [
      sent(now - hour, { channel: "sms" }),
      sent(now - hour, { purpose: "marketing.offers" }),
    ];
    expect(capReached([sms, offers], messages, now, subject, "UTC").reached).toBe(false);
    expect(capReached([sms], messages, now, { ...subject, channel: "sms" }, "UTC")).toMatchObject({
      reached: true,
      cap: sms,
    });
    expect(
      capReached([offers], messages, now, { ...subject, purpose: "marketing.offers" }, "UTC")
        .reached,
    ).toBe(true);
  });

  it("of none at all never has room", () => {
    const none: FrequencyCap = { max: 0, per: "1d" };
    expect(capReached([cap, none], [], now, subject, "UTC")).toEqual({ reached: true, cap: none });
  });

  it("law: at retryAt every cap has room, and just before it one has not", () => {
    const caps = fc.array(
      fc.record({ max: fc.integer({ min: 1, max: 4 }), per: fc.constantFrom("6h", "1d", "7d") }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    const ages = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });
    fc.assert(
      fc.property(caps, ages, (list, hours) => {
        const messages = hours.map((age) => sent(now - age * hour));
        const { reached, retryAt } = capReached(list, messages, now, subject, "UTC");
        if (!reached) return;
        expect(capReached(list, messages, retryAt ?? 0, subject, "UTC").reached).toBe(false);
        expect(capReached(list, messages, (retryAt ?? 0) - 1, subject, "UTC").reached).toBe(true);
      }),
    );
  });
});

/** Worked situations of the study on campaigns, section 4.3. */
describe("caps of worked situations", () => {
  const at = (text: string) => Date.parse(text);
  const text = (instant: number | undefined) => new Date(instant ?? 0).toISOString();

  it("E1: two a week; then quiet until eight of the Monday on which there is room", () => {
    const cap: FrequencyCap = { max: 2, per: { unit: "week", weekStart: "mon" } };
    // A Tuesday and a Thursday, asked on Sunday evening.
    const before = [sent(at("2027-01-05T10:00+01:00")), sent(at("2027-01-07T10:00+01:00"))];
    const sunday = at("2027-01-10T20:00+01:00");
    const result = capReached([cap], before, sunday, subject, "Europe/Berlin");
    expect(text(result.retryAt)).toBe("2027-01-10T23:00:00.000Z");
    const night = { from: "20:00", to: "08:00" };
    const free = nextAllowed([night], ["Europe/Berlin"], result.retryAt ?? 0);
    expect(text(free)).toBe("2027-01-11T07:00:00.000Z");
    expect(capReached([cap], before, free, subject, "Europe/Berlin").reached).toBe(false);
    const fromSunday: FrequencyCap = { max: 2, per: { unit: "week", weekStart: "sun" } };
    expect(capReached([fromSunday], before, sunday, subject, "Europe/Berlin").reached).toBe(false);
  });

  it("E2: one in 24 hours is not one a day", () => {
    const before = [sent(at("2027-01-04T23:30Z"))];
    const due = at("2027-01-05T00:30Z");
    const rolling = capReached([{ max: 1, per: "24h" }], before, due, subject, "UTC");
    expect(text(rolling.retryAt)).toBe("2027-01-05T23:30:00.000Z");
    const daily: FrequencyCap = { max: 1, per: { unit: "day" } };
    expect(capReached([daily], before, due, subject, "UTC").reached).toBe(false);
  });

  it("E5: whoever moves takes along what was sent, into the day it is there", () => {
    const cap: FrequencyCap = { max: 1, per: { unit: "day" } };
    const evening = at("2026-11-30T22:00+09:00");
    const moved = capReached(
      [cap],
      [sent(evening)],
      evening + hour,
      subject,
      "America/Los_Angeles",
    );
    expect(text(moved.retryAt)).toBe("2026-12-01T08:00:00.000Z");
  });

  it("E6: a day of 25 hours has one message, where 24 rolling hours allow two", () => {
    const first = at("2027-10-31T00:00+02:00");
    const last = at("2027-10-31T23:59+01:00");
    const daily: FrequencyCap = { max: 1, per: { unit: "day" } };
    const result = capReached([daily], [sent(first)], last, subject, "Europe/Berlin");
    expect(text(result.retryAt)).toBe("2027-10-31T23:00:00.000Z");
    const rolling: FrequencyCap = { max: 1, per: "24h" };
    expect(capReached([rolling], [sent(first)], last, subject, "Europe/Berlin").reached).toBe(
      false,
    );
  });

  it("E7: at most none is never", () => {
    const cap: FrequencyCap = { max: 0, per: { unit: "month" } };
    expect(capReached([cap], [], now, subject, "UTC")).toEqual({ reached: true, cap });
  });
});
