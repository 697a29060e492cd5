import {
  confirmStop,
  consentGate,
  restartTexts,
  type StopConfirmation,
  stopTexts,
  suppressionKeys,
} from "@wellsent/consent";
import { addressProjection, draftEvent, emptyProjection } from "@wellsent/consent/ledger";
import { usSmsRules } from "@wellsent/consent/rules";
import { contactId, contactPointId } from "@wellsent/core";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memorySmsTransport, memoryStore } from "../../src/memory/index.js";
import { createWorld, tenant } from "../engine/world.js";

const ann = contactId("ann");
const point = contactPointId("point-ann");
const minute = 60_000;
const phone = "+12125550123";

/** A telephone in New York, and written consent to two programmes. */
async function world() {
  const clock = simulatedClock(Date.UTC(2026, 10, 24, 17));
  const store = memoryStore();
  const sms = memorySmsTransport();
  const ids = sequentialIds("ev");
  const gate = consentGate({
    rules: [usSmsRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: seededRandom(1).bytes(32) } }),
  });
  const renderer = fakeRenderer({
    offer: { text: "Offers", channel: "sms", messageClass: "marketing" },
    stopped: { text: "Acme: you get no more.", channel: "sms", messageClass: "legal_notice" },
  });
  const { engine, person } = createWorld({
    clock,
    store,
    renderer,
    workflows: [],
    sender: { smsFrom: { type: "number", e164: "+12125550100" } },
    more: { consent: gate, sms },
  });
  const fingerprints = gate.fingerprints("sms", phone);
  await person("ann", {
    jurisdiction: "US-NY",
    timeZone: { name: "America/New_York", source: "stated" },
    points: [{ id: point, channel: "sms", address: phone, fingerprints }],
  });
  const by = () => ({ ids, random: seededRandom(clock.now()), now: clock.now() });
  const projection = async () => {
    const facts = await store.readConsent({ tenant, fingerprint: fingerprints[0] ?? "" });
    return (facts && addressProjection(facts)) ?? emptyProjection;
  };
  const agree = () =>
    engine.record(
      tenant,
      ["news", "orders"].map((purpose) =>
        draftEvent({
          id: ids.next(),
          type: "consent.granted",
          contactPoint: point,
          effectiveAt: clock.now(),
          scope: { channel: "sms", purpose, activity: "send" },
          actor: { kind: "subject" },
          method: "form",
          detail: { strength: "express_written" },
        }),
      ),
    );
  await agree();
  clock.advanceBy(minute);
  const stop = async (answered?: string) => {
    const said = answered === undefined ? {} : { answered };
    const before = await projection();
    const draft = stopTexts(by(), { contactPoint: point, ...said });
    await engine.record(tenant, [draft]);
    return { before, stop: draft, ...said };
  };
  const confirmed = ({ before, ...asked }: Awaited<ReturnType<typeof stop>>) =>
    confirmStop(before, { ...asked, now: clock.now() });
  const send = async (
    template: string,
    more: Partial<StopConfirmation> & { readonly id?: string } = {},
  ) => {
    const input = { tenant, contact: ann, template, purpose: "news", id: "one", ...more } as const;
    return (await engine.send(input)).status;
  };
  return { clock, sms, engine, by, projection, stop, confirmed, send, agree };
}

describe("the one text that confirms a STOP", () => {
  it("leaves at once, once, and nothing after it", async () => {
    const { stop, confirmed, send, engine, sms, clock } = await world();
    const asked = await stop();
    clock.advanceBy(minute);
    const confirmation = confirmed(asked);
    expect(confirmation).toMatchObject({ messageClass: "legal_notice", lateAfter: "240s" });
    expect(await send("stopped", { ...confirmation })).toBe("queued");
    expect(await send("stopped", { ...confirmation })).toBe("known");
    expect(await send("offer", { id: "offer-1" })).toBe("refused");
    await engine.drain(tenant);
    expect(sms.sent.map(({ body }) => body.split("\n")[0])).toEqual(["Acme: you get no more."]);
  });

  it("is not made of advertising", async () => {
    const { stop, confirmed, send } = await world();
    const confirmation = confirmed(await stop());
    await expect(send("offer", { ...confirmation })).rejects.toMatchObject({
      code: "INPUT_CLASS_LAXER",
    });
  });

  it("is dropped where something held it up beyond five minutes", async () => {
    const { stop, confirmed, send, engine, sms, clock } = await world();
    const asked = await stop();
    clock.advanceBy(4 * minute);
    expect(await send("stopped", { ...confirmed(asked) })).toBe("queued");
    clock.advanceBy(minute + 1);
    await engine.drain(tenant);
    expect(sms.sent).toEqual([]);
    const late = await stop();
    clock.advanceBy(5 * minute);
    expect(confirmed(late)).toBeUndefined();
  });

  it("answers no STOP that had ended nothing more", async () => {
    const { stop, confirmed, clock, agree, engine, by, projection } = await world();
    const first = await stop("news");
    expect(confirmed(first)).toBeDefined();
    clock.advanceBy(minute);
    expect(confirmed(await stop("news"))).toBeUndefined();
    // Another programme, then everything.
    expect(confirmed(await stop("orders"))).toBeDefined();
    clock.advanceBy(minute);
    expect(confirmed(await stop())).toBeDefined();
    clock.advanceBy(minute);
    expect(confirmed(await stop())).toBeUndefined();
    clock.advanceBy(minute);
    await engine.record(tenant, restartTexts(by(), await projection(), { contactPoint: point }));
    clock.advanceBy(minute);
    expect(confirmed(await stop())).toBeDefined();
    clock.advanceBy(minute);
    await agree();
    clock.advanceBy(minute);
    expect(confirmed(await stop("news"))).toBeDefined();
  });

  it("refuses a lateness that is no duration", async () => {
    const { send } = await world();
    // @ts-expect-error: what plain JavaScript may pass
    await expect(send("stopped", { id: "x", lateAfter: "soon" })).rejects.toMatchObject({
      code: "INPUT_LATE_AFTER",
      path: "lateAfter",
    });
  });
});
