import { describe, expect, it } from "vitest";
import {
  defineRules,
  inRules,
  krRules,
  type RuleRow,
  rulePacks,
  ukRules,
  usSmsRules,
} from "../../src/entries/rules.js";
import { consentGate } from "../../src/index.js";
import { confirmed, granted, requested } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { codes, day, memoryLedger, start } from "../support/ledger.js";

const hour = 3_600_000;
const scope = { channel: "sms", purpose: "marketing.newsletter", activity: "send" } as const;

/** Somebody who agreed as strongly as any law asks for. */
function agreed(rules: Parameters<typeof consentGate>[0]["rules"]) {
  const ledger = memoryLedger(consentGate({ rules, keys }));
  const detail = { strength: "express_written" } as const;
  const request = requested(start - 2 * day, { scope, detail });
  ledger.append(start - day, [
    granted(start - 2 * day, { scope, detail }),
    request,
    confirmed(start - 2 * day + hour, request, { scope, detail }),
  ]);
  return ledger;
}

function quiet(id: string, from: string, to: string): RuleRow {
  return {
    id,
    appliesTo: ["GB"],
    channel: "sms",
    rule: "quiet_hours",
    params: { quiet: [{ from, to }], zones: ["Europe/London"] },
    cite: "A test's own",
    source: "policy",
    verifiedOn: "2026-11-29",
  };
}

describe("quiet hours of several places at once", () => {
  it("leave no hour to somebody who may be in the United States, Korea or India", () => {
    const ledger = agreed([usSmsRules, krRules, inRules]);
    for (let at = start; at < start + 8 * day; at += 5 * hour) {
      const decision = ledger.decide({ channel: "sms", jurisdictions: [], timeZones: [], at });
      expect(decision.allowed).toBe(false);
      expect(decision.retryAt).toBeUndefined();
    }
    const both = ledger.decide({
      channel: "sms",
      jurisdictions: ["US-RI", "IN"],
      timeZones: [],
      at: start,
    });
    expect(codes(both)).toContain("QUIET_AT_ALL_HOURS");
    expect(both.retryAt).toBeUndefined();
  });

  it("are answered for every place and hour, whatever packs a gate has", () => {
    const ledger = agreed(rulePacks.filter(({ id }) => id !== "strictest"));
    for (const timeZones of [[], ["Pacific/Honolulu", "Asia/Seoul"], ["Nowhere/Land"]])
      for (let at = start; at < start + 8 * day; at += 7 * hour) {
        const ask = (when: number) =>
          ledger.decide({ channel: "sms", jurisdictions: [], timeZones, at: when });
        const { allowed, retryAt, reasons } = ask(at);
        // Free now, at an hour that is free indeed, or never.
        if (retryAt === undefined)
          expect(allowed).toBe(!codes({ reasons }).includes("QUIET_AT_ALL_HOURS"));
        else expect(ask(retryAt).allowed).toBe(true);
      }
  });

  it("refuse where one row leaves no hour in two zones, and name it first", () => {
    const ledger = agreed([
      ukRules,
      defineRules({
        id: "own",
        version: "2026-11-29",
        title: "Own",
        rows: [quiet("OWN-NIGHT", "18:00", "09:00")],
      }),
    ]);
    const ask = (...timeZones: readonly string[]) =>
      ledger.decide({ channel: "sms", jurisdictions: ["GB"], timeZones, at: start });
    expect(ask("Europe/London").allowed).toBe(true);
    const apart = ask("Europe/London", "Pacific/Auckland");
    expect(apart.reasons.find(({ effect }) => effect !== "allow")).toMatchObject({
      code: "QUIET_AT_ALL_HOURS",
      row: "OWN-NIGHT",
      effect: "deny",
    });
  });

  it("refuse where two rows leave no hour to anybody, and wait where they leave one", () => {
    const decide = (until: string, at: number) => {
      const rows = [quiet("OWN-DAY", "08:00", until), quiet("OWN-NIGHT", "20:00", "08:00")];
      const own = defineRules({ id: "own", version: "2026-11-29", title: "Own", rows });
      return agreed([ukRules, own]).decide({
        channel: "sms",
        jurisdictions: ["GB"],
        timeZones: ["Europe/London"],
        at,
      });
    };
    expect(codes(decide("20:00", start))).toContain("QUIET_AT_ALL_HOURS");
    // Free for the hour before eight in the evening.
    expect(decide("19:00", start).retryAt).toBe(start + 7 * hour);
    expect(decide("19:00", start + 9 * hour).retryAt).toBe(start + 31 * hour);
    expect(decide("19:00", start + 7 * hour).allowed).toBe(true);
    expect(decide("19:00", start + 7 * hour).expiresAt).toBe(start + 8 * hour);
  });
});
