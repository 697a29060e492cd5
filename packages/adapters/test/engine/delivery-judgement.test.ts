import { tenantId } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import {
  accepted,
  day,
  deliveryWorld,
  hour,
  lost,
  renderer,
  smsTransport,
  tenant,
} from "./delivery-world.js";

function codes(message: { readonly reasons: readonly { readonly code: string }[] }) {
  return message.reasons.map(({ code }) => code);
}

describe("a template in the claim", () => {
  it("refuses a message of a laxer class, and takes a stricter one", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const lax = [
      await world.queue("a", [ada], { template: "news", messageClass: "transactional" }),
      await world.queue("b", [ada], { template: "news", messageClass: "service" }),
      await world.queue("c", [ada], { template: "note", messageClass: "legal_notice" }),
    ];
    await world.queue("d", [ada], { template: "note", messageClass: "marketing" });
    await world.engine().drain(tenant);
    for (const [key] of lax) {
      const message = await world.message(key);
      expect(message.status).toBe("skipped");
      expect(codes(message)).toEqual(["CLASS_LAXER"]);
    }
    expect(world.transport.tries.map(({ subject }) => subject)).toEqual(["note"]);
  });

  it("of another channel never leaves as an empty mail", async () => {
    const world = deliveryWorld();
    const sms = smsTransport(() => world.clock.now());
    const ada = await world.person("ada");
    const [wrong] = await world.queue("a", [ada], { template: "ping", channel: "email" });
    const [right] = await world.queue("b", [ada], { template: "ping", channel: "sms" });
    await world.engine({ sms }).drain(tenant);
    expect(codes(await world.message(wrong))).toEqual(["CHANNEL_MISMATCH"]);
    expect(world.transport.tries).toHaveLength(0);
    expect(await world.message(right)).toMatchObject({ status: "accepted" });
    expect(sms.sent).toHaveLength(1);
  });

  it("that this engine lacks is left to one that has it, and holds up no other", async () => {
    const world = deliveryWorld();
    const people = await world.people(30);
    const [left] = await world.queue("new", people, { template: "new" });
    await world.queue("news", people);
    const old = world.engine({ batch: 20 });
    const { email } = await old.drain(tenant);
    expect(email?.left).toEqual(["new"]);
    expect(await world.statuses()).toEqual({ accepted: 30, queued: 30 });
    expect(codes(await world.message(left))).toEqual(["TEMPLATE_MISSING"]);
    const both = fakeRenderer({ new: { text: "New" }, news: { text: "News" } });
    await world.engine({ renderer: both }).drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 60 });
  });

  it("that stays away is waited for as long as the host says", async () => {
    const world = deliveryWorld();
    const { clock } = world;
    const ada = await world.person("ada");
    const [key] = await world.queue("c", [ada], { template: "gone" });
    const [later] = await world.queue("d", [ada], { template: "gone", dueAt: clock.now() + day });
    const engine = world.engine();
    await engine.drain(tenant);
    clock.advanceBy(3 * day);
    await engine.drain(tenant);
    expect(await world.message(key)).toMatchObject({ status: "queued" });
    clock.advanceBy(1);
    await engine.drain(tenant);
    expect(codes(await world.message(key))).toEqual(["TEMPLATE_GONE"]);
    // It counts from when an engine first lacked it, not from when it was queued or due.
    expect(await world.message(later)).toMatchObject({ status: "queued" });
    const [soon] = await world.queue("e", [ada], { template: "gone" });
    const hasty = world.engine({ templateMissingFor: hour });
    await hasty.drain(tenant);
    clock.advanceBy(hour);
    await hasty.drain(tenant);
    expect(await world.message(soon)).toMatchObject({ status: "queued" });
    clock.advanceBy(1);
    await hasty.drain(tenant);
    expect(await world.message(soon)).toMatchObject({ status: "skipped" });
  });
});

describe("caps", () => {
  const one = { caps: [{ max: 1, per: "1d" }] } as const;

  it("hold for two channels of one person claimed at once", async () => {
    const world = deliveryWorld();
    const sms = smsTransport(() => world.clock.now());
    const templates = fakeRenderer({
      news: { text: "News" },
      ping: { text: "Ping", channel: "sms" },
    });
    const people = await world.people(20);
    await world.queue("a", people);
    await world.queue("b", people, { template: "ping", channel: "sms" });
    await world.engine({ sms, renderer: templates, policy: one }).drain(tenant);
    expect(world.transport.tries.length + sms.sent.length).toBe(20);
    expect(await world.statuses()).toEqual({ accepted: 20, queued: 20 });
  });

  it("hold for two messages of one claim", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const [first] = await world.queue("a", [ada]);
    const [second] = await world.queue("b", [ada]);
    await world.engine({ policy: one }).drain(tenant);
    expect(await world.message(first)).toMatchObject({ status: "accepted" });
    expect(codes(await world.message(second))).toEqual(["FREQUENCY_CAP"]);
  });

  it("count what is held in doubt", async () => {
    const world = deliveryWorld();
    let asked = 0;
    world.transport.answer = () => (asked++ === 0 ? lost() : accepted);
    const ada = await world.person("ada");
    const [first] = await world.queue("a", [ada]);
    const engine = world.engine({ policy: one });
    await engine.drain(tenant);
    expect(await world.message(first)).toMatchObject({ status: "unknown" });
    const [second] = await world.queue("b", [ada]);
    await engine.drain(tenant);
    expect(codes(await world.message(second))).toEqual(["FREQUENCY_CAP"]);
    world.clock.advanceBy(day - 1);
    await engine.drain(tenant);
    expect(world.transport.tries).toHaveLength(1);
    world.clock.advanceBy(1);
    await engine.drain(tenant);
    expect(world.transport.tries).toHaveLength(2);
  });

  it("count what waits to be sent once more: its first copy may have arrived", async () => {
    const world = deliveryWorld({ answer: lost });
    const ada = await world.person("ada");
    const [first] = await world.queue("a", [ada]);
    const engine = world.engine({ policy: { ...one, whenUnknown: "retry" } });
    await engine.drain(tenant);
    expect(await world.message(first)).toMatchObject({ status: "queued", lost: 1 });
    world.transport.answer = () => accepted;
    const [second] = await world.queue("b", [ada]);
    await engine.drain(tenant);
    expect(codes(await world.message(second))).toEqual(["FREQUENCY_CAP"]);
    await world.run(engine, world.clock.now() + hour);
    expect(await world.message(first)).toMatchObject({ status: "accepted", lost: 1 });
  });

  it("are not used up by receipts, unless they name them", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const receipt = { template: "receipt", messageClass: "transactional" } as const;
    await world.queue("r1", [ada], receipt);
    await world.engine({ policy: one }).drain(tenant);
    await world.queue("n1", [ada]);
    await world.queue("r2", [ada], receipt);
    await world.engine({ policy: one }).drain(tenant);
    expect(world.transport.tries).toHaveLength(3);
    const named = { caps: [{ max: 2, per: "1d", messageClass: "transactional" }] } as const;
    const [third] = await world.queue("r3", [ada], receipt);
    await world.engine({ policy: named }).drain(tenant);
    expect(codes(await world.message(third))).toEqual(["FREQUENCY_CAP"]);
  });

  it("by the calendar begin anew at the person's midnight", async () => {
    const world = deliveryWorld();
    // In Berlin it is midnight an hour before it is in UTC, where the house is.
    const ada = await world.person("ada");
    const caps = [{ max: 1, per: { unit: "day" } }] as const;
    const midnight = Date.UTC(2026, 2, 2, 23);
    expect(world.clock.now()).toBeLessThan(midnight);
    const from = { address: "hello@shop.example" };
    const engine = world.engine({
      senderFor: () => ({ from, timeZone: "UTC", policy: { caps } }),
    });
    await world.queue("a", [ada]);
    await engine.drain(tenant);
    const [second] = await world.queue("b", [ada]);
    await engine.drain(tenant);
    expect(codes(await world.message(second))).toEqual(["FREQUENCY_CAP"]);
    world.clock.advanceBy(midnight - world.clock.now() - 1);
    await engine.drain(tenant);
    expect(await world.message(second)).toMatchObject({ status: "queued" });
    world.clock.advanceBy(1);
    await engine.drain(tenant);
    expect(await world.message(second)).toMatchObject({ status: "accepted" });
  });

  it("of the message's own workflow hold whoever claims it", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    await world.queue("a", [ada]);
    await world.engine().drain(tenant);
    const [key] = await world.queue("b", [ada], { policy: one });
    await world.engine().drain(tenant);
    expect(codes(await world.message(key))).toEqual(["FREQUENCY_CAP"]);
  });
});

describe("lateness", () => {
  it("counts from when a message was to leave", async () => {
    const world = deliveryWorld();
    const { clock } = world;
    const ada = await world.person("ada");
    const policy = { lateAfter: hour };
    const [planned] = await world.queue("a", [ada], { dueAt: clock.now() + 3 * day });
    const [now] = await world.queue("b", [ada]);
    clock.advanceBy(3 * day);
    await world.engine({ policy }).drain(tenant);
    expect(await world.message(planned)).toMatchObject({ status: "accepted" });
    expect(codes(await world.message(now))).toEqual(["TOO_LATE"]);
  });
});

describe("one bad apple", () => {
  it("whose policy cannot be read is put aside alone", async () => {
    const world = deliveryWorld();
    const people = await world.people(12);
    const [bad] = await world.queue("a", people.slice(0, 1), {
      // @ts-expect-error no duration
      policy: { caps: [{ max: 1, per: "no duration" }] },
    });
    await world.queue("b", people.slice(1));
    const { email } = await world.engine().drain(tenant);
    expect(email).toMatchObject({ accepted: 11, quarantined: 1 });
    const { items } = await world.store.readQuarantine({ tenant });
    expect(items).toMatchObject([{ kind: "message", id: bad, code: "DEFINITION_DURATION" }]);
  });

  it("that no mail can be made of is skipped alone, with the fault's code", async () => {
    const world = deliveryWorld();
    const people = await world.people(12);
    const [bad] = await world.queue("c", people);
    const throwing = {
      ...renderer,
      render: (request: Parameters<typeof renderer.render>[0]) => {
        if (request.contact === people[0]) throw new RangeError("a helper that throws");
        return renderer.render(request);
      },
    };
    const { email } = await world.engine({ renderer: throwing }).drain(tenant);
    expect(email).toMatchObject({ accepted: 11, unrendered: 1 });
    expect(codes(await world.message(bad))).toEqual(["COMPOSE_FAILED"]);
  });

  it("among tenants: settings that throw stop their own tenant's mail only", async () => {
    const world = deliveryWorld();
    const other = tenantId("other");
    await world.queue("c", [await world.person("ada")]);
    const zoe = await world.person("zoe", "mail.example", other);
    await world.queue("c", [zoe], { of: other });
    const engine = world.engine({
      senderFor: (of) => {
        if (of === tenant) throw new RangeError("no settings");
        return { from: { address: "hello@other.example" }, timeZone: "Europe/Berlin" };
      },
    });
    await engine.tick(tenant).catch(() => undefined);
    await engine.drain(other);
    expect(await world.statuses(other)).toEqual({ accepted: 1 });
    expect(await world.statuses()).toEqual({ queued: 1 });
  });

  it("among channels: a transport that hangs holds up its own", async () => {
    const world = deliveryWorld({ answer: () => new Promise(() => undefined) });
    const sms = smsTransport(() => world.clock.now());
    const people = await world.people(3);
    const templates = fakeRenderer({
      news: { text: "News" },
      ping: { text: "Ping", channel: "sms" },
    });
    await world.queue("a", people);
    await world.queue("b", people, { template: "ping", channel: "sms" });
    void world.engine({ sms, renderer: templates }).tick(tenant);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(sms.sent).toHaveLength(3);
  });
});
