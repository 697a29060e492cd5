import { explainContact } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { accepted, deliveryWorld, hour, lost, tenant } from "./delivery-world.js";

const twice = "It may have arrived more than once.";

async function held() {
  const world = deliveryWorld({ answer: lost });
  const ann = await world.person("ann");
  const [key] = await world.queue("spring", [ann]);
  if (key === undefined) throw new Error("nothing is queued");
  const engine = world.engine();
  await engine.drain(tenant);
  expect(await world.message(key)).toMatchObject({ status: "unknown", lost: 1 });
  const said = async (): Promise<string> =>
    (await explainContact(engine, { tenant, contact: ann }))?.sentences.join(" ") ?? "";
  return { ...world, key, engine, said };
}

describe("what is said of a message that was held", () => {
  it("is that it may have arrived more than once, where it was released and sent", async () => {
    const { engine, key, said, transport } = await held();
    transport.answer = () => accepted;
    expect(await engine.resolveHeld(tenant, key, "release")).toBe(true);
    expect(await said()).not.toContain(twice);
    await engine.drain(tenant);
    expect(await said()).toMatch(
      /Was sent news on [^,]*UTC\. It may have arrived more than once\./,
    );
  });

  it("is whose word it was, where the host has said that it arrived", async () => {
    const { engine, key, said, message } = await held();
    await engine.resolveHeld(tenant, key, "sent");
    expect(await message(key)).toMatchObject({
      ...{ status: "accepted", reasons: [{ code: "SAID_SENT", effect: "allow" }] },
    });
    expect(await said()).toMatch(/Was sent news on .* UTC, by the host's word\./);
    expect(await said()).not.toContain(twice);
  });

  it("is both, where one copy before that is in doubt as well", async () => {
    const { engine, key, said, clock } = await held();
    await engine.resolveHeld(tenant, key, "release");
    clock.advanceBy(hour);
    await engine.drain(tenant);
    await engine.resolveHeld(tenant, key, "sent");
    expect(await said()).toMatch(/by the host's word\. It may have arrived more than once\./);
  });

  it("is neither, where the first hand-over was taken", async () => {
    const world = deliveryWorld();
    const ann = await world.person("ann");
    await world.queue("spring", [ann]);
    const engine = world.engine();
    await engine.drain(tenant);
    const told = await explainContact(engine, { tenant, contact: ann });
    expect(told?.sentences.join(" ")).toMatch(/Was sent news on [^,]* UTC\.$/);
    expect(told?.messages).toMatchObject([{ maybeTwice: false }]);
  });
});
