import { tenantId } from "@wellsent/core";
import type { SenderSettings } from "@wellsent/core/engine";
import { describe, expect, it } from "vitest";
import { deliveryWorld, hour, tenant } from "./delivery-world.js";

const sound: SenderSettings = {
  from: { address: "hello@shop.example" },
  timeZone: "Europe/Berlin",
};

/** What a host in plain JavaScript may return. */
const wrong: readonly (readonly [path: string, sender: unknown])[] = [
  ["from.address", { ...sound, from: { address: "Shop" } }],
  ["from.address", { ...sound, from: { address: "Shop <hello@shop.example>" } }],
  ["from.address", { ...sound, from: { address: " hello@shop.example" } }],
  ["from.address", { ...sound, from: {} }],
  ["from.address", { timeZone: "Europe/Berlin" }],
  ["replyTo.address", { ...sound, replyTo: { address: "shop@" } }],
  ["policy.caps", { ...sound, policy: { caps: { max: 1, per: "1d" } } }],
  [
    "policy.caps[1].per",
    {
      ...sound,
      policy: {
        caps: [
          { max: 1, per: "1d" },
          { max: 1, per: "a week" },
        ],
      },
    },
  ],
  ["policy.caps[0].per", { ...sound, policy: { caps: [{ max: 1 }] } }],
  ["policy.caps[0].max", { ...sound, policy: { caps: [{ max: "3", per: "1d" }] } }],
  [
    "policy.quietHours[0].from",
    { ...sound, policy: { quietHours: [{ from: "9 pm", to: "08:00" }] } },
  ],
  [
    "policy.quietHours[0].to",
    { ...sound, policy: { quietHours: [{ from: "21:00", to: "8:00" }] } },
  ],
  ["policy.quietHours", { ...sound, policy: { quietHours: [{ from: "00:00", to: "24:00" }] } }],
  ["policy.lateAfter", { ...sound, policy: { lateAfter: "2d" } }],
  ["policy.lateAfter", { ...sound, policy: { lateAfter: -1 } }],
  ["policy.whenUnknown", { ...sound, policy: { whenUnknown: "drop" } }],
];

describe("what a host says of a tenant's sending", () => {
  it.each(wrong)("is refused by its path where it is wrong: %s", async (path, sender) => {
    const { engine, people, queue, transport, statuses, clock } = deliveryWorld();
    await queue("spring", await people(3));
    let said = sender as SenderSettings;
    const working = engine({ senderFor: () => said });
    for (let tick = 0; tick < 3; tick += 1) {
      await expect(working.tick(tenant)).rejects.toMatchObject({
        ...{ code: "INPUT_SENDER", path: `senderFor.${path}` },
      });
      clock.advanceBy(hour);
    }
    expect(transport.tries).toEqual([]);
    expect(await statuses()).toEqual({ queued: 3 });
    said = sound;
    await working.drain(tenant);
    expect(await statuses()).toEqual({ accepted: 3 });
  });

  it("stops that tenant alone", async () => {
    const { engine, person, queue, message } = deliveryWorld();
    const other = tenantId("other");
    const [mine] = await queue("spring", [await person("ann")]);
    const [theirs] = await queue("spring", [await person("bob", "mail.example", other)], {
      of: other,
    });
    const working = engine({
      senderFor: (of) => (of === tenant ? sound : { ...sound, from: { address: "Shop" } }),
    });
    await expect(working.drain(other)).rejects.toMatchObject({ code: "INPUT_SENDER" });
    await working.drain(tenant);
    expect(await message(mine)).toMatchObject({ status: "accepted" });
    expect(await message(theirs, other)).toMatchObject({ status: "queued", attempt: 0 });
  });

  it("may be all that a policy has, and an address inside a house", async () => {
    const { engine, people, queue, statuses } = deliveryWorld();
    await queue("spring", await people(1));
    const working = engine({
      senderFor: () => ({
        ...sound,
        from: { address: "shop@mailhost", name: "Shop" },
        replyTo: { address: "Shop@Bücher.example" },
        policy: {
          caps: [{ max: 3, per: "P7D" }],
          quietHours: [{ from: "22:00", to: "06:30", days: ["mon", "tue"] }],
          ...{ lateAfter: 0, whenUnknown: "retry" },
        },
      }),
    });
    await working.drain(tenant);
    expect(await statuses()).toEqual({ accepted: 1 });
  });
});
