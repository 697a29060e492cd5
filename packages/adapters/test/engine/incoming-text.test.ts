// The road of an answer by text, as docs/guides/text-messages.md shows it.
import {
  consentGate,
  readKeyword,
  requestConsent,
  restartTexts,
  stopTexts,
  suppressionKeys,
} from "@wellsent/consent";
import { draftEvent, normalizeAddress, projectionFromJson } from "@wellsent/consent/ledger";
import { restrictProcessing } from "@wellsent/consent/rights";
import { euRules } from "@wellsent/consent/rules";
import { defineSchema, type TenantId, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memorySmsTransport, memoryStore } from "../../src/memory/index.js";
import { pages } from "./world.js";

const tenant = tenantId("acme");
const number = "+31612345678";

interface IncomingText {
  readonly id: string;
  readonly from: string;
  readonly text: string;
}

async function world() {
  const [clock, random, sms] = [
    simulatedClock(Date.UTC(2026, 10, 4, 11)),
    seededRandom(5),
    memorySmsTransport(),
  ];
  const gate = consentGate({
    rules: [euRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const engine = createEngine({
    schema: defineSchema({ attributes: z.object({}), purposes: { alerts: {} } }),
    ...{ store: memoryStore(), sms, consent: gate, pages, clock, random },
    renderer: fakeRenderer({
      alert: { channel: "sms", text: "Apples are here" },
      stopped: { channel: "sms", text: "You get no more texts", messageClass: "legal_notice" },
    }),
    senderFor: () => ({
      ...{ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" },
      smsFrom: { type: "number", e164: "+3197010240000" },
    }),
  });
  const ann = await engine.identify({ tenant, phone: number, jurisdiction: "NL" });
  const [point] = ann.points;
  if (point === undefined) throw new Error("no number");
  const cells = [{ channel: "sms", purpose: "alerts", activity: "send" }] as const;
  const asked = { contactPoint: point.id, mode: "single", notice: "ab".repeat(32), cells } as const;
  const by = { ids: sequentialIds("id"), random, now: clock.now() };
  await engine.record(tenant, requestConsent(by, asked).drafts);

  const onIncomingText = async (to: TenantId, { id, from, text }: IncomingText) => {
    const { keyword } = readKeyword(text);
    if (keyword === "none" || keyword === "help") return keyword;
    let count = 0;
    const made = { ids: { next: () => `sms_${id}_${count++}` }, random, now: clock.now() };
    const address = normalizeAddress("sms", from);
    const lookup = { channel: "sms", address } as const;
    const contact = await engine.store.readContact({ tenant: to, lookup });
    const at = contact?.points.find((each) => each.channel === "sms" && each.address === address);
    if (contact === null || at === undefined) {
      const [fingerprint] = gate.fingerprints("sms", address);
      if (keyword === "start" || fingerprint === undefined) return "unknown number";
      const suppression = draftEvent({
        ...{ id: made.ids.next(), type: "suppression.added", effectiveAt: made.now },
        ...{ actor: { kind: "subject" }, method: "reply_keyword" },
        detail: { reason: "unsubscribed", fingerprint },
      });
      await engine.record(to, [suppression]);
      return "suppressed";
    }
    const contactPoint = at.id;
    if (keyword === "start") {
      const consent = await engine.store.readConsent({ tenant: to, contactPoint });
      const known = consent && projectionFromJson(consent.projection);
      if (known) await engine.record(to, restartTexts(made, known, { contactPoint }));
      return keyword;
    }
    if (keyword === "possible_opt_out") {
      const contactPoints = contact.points.map((each) => each.id);
      await engine.record(
        to,
        restrictProcessing(made, { contactPoints, ground: "objection_pending" }),
      );
      return keyword;
    }
    await engine.record(to, [stopTexts(made, { contactPoint })]);
    const notice = { id: `stopped-${id.slice(-20)}`, template: "stopped", purpose: "alerts" };
    await engine.send({ tenant: to, contact: contact.id, ...notice } as never);
    return keyword;
  };
  let alerts = 0;
  const alert = async () => {
    clock.advanceBy(60_000);
    const id = `alert-${++alerts}`;
    const { contact } = ann;
    return (await engine.send({ tenant, contact, id, template: "alert", purpose: "alerts" }))
      .queued;
  };
  const answer = async (id: string, text: string, from = number) => {
    clock.advanceBy(60_000);
    const done = await onIncomingText(tenant, { id, from, text });
    await engine.drain(tenant);
    return done;
  };
  const size = async () => (await engine.store.readLedgerHead(tenant)).size;
  return { engine, sms, alert, answer, size };
}

describe("an answer by text", () => {
  it("ends texts once, says so once, and START takes them up again", async () => {
    const { sms, alert, answer, size } = await world();
    expect(await alert()).toBe(true);
    expect(await answer("SM01", "Stop!")).toBe("stop");
    const before = await size();
    expect(await answer("SM01", "Stop!")).toBe("stop");
    expect(await size()).toBe(before);
    expect(sms.sent.map(({ body }) => body.split("\n")[0])).toContain("You get no more texts");
    expect(sms.sent.filter(({ body }) => body.startsWith("You get"))).toHaveLength(1);
    expect(await alert()).toBe(false);
    expect(await answer("SM02", "start")).toBe("start");
    expect(await alert()).toBe(true);
  });

  it("that may mean a stop keeps texts back", async () => {
    const { alert, answer } = await world();
    expect(await answer("SM03", "Can you stop this?")).toBe("possible_opt_out");
    expect(await alert()).toBe(false);
  });

  it("of a number nobody knows is kept for the day that somebody brings it", async () => {
    const { engine, answer } = await world();
    const other = "+31 6 8765 4321";
    expect(await answer("SM04", "STOP", other)).toBe("suppressed");
    const late = await engine.identify({ tenant, phone: "+31687654321", jurisdiction: "NL" });
    const [point] = late.points;
    const decision = await engine.decide({
      tenant,
      contactPoint: point?.id ?? ("" as never),
      purpose: "alerts",
    });
    expect(decision.reasons.map(({ code }) => code)).toContain("SUPPRESSED_UNSUBSCRIBED");
  });

  it("about anything else changes nothing", async () => {
    const { answer, size, alert } = await world();
    const before = await size();
    expect(await answer("SM05", "Thanks, see you on Monday")).toBe("none");
    expect(await answer("SM06", "HELP")).toBe("help");
    expect(await size()).toBe(before);
    expect(await alert()).toBe(true);
  });
});
