import type { ContactId, Sample } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveryWorld, tenant } from "./delivery-world.js";

type World = ReturnType<typeof deliveryWorld>;

async function reasonsByContact(
  world: World,
  keys: Awaited<ReturnType<World["queue"]>>,
): Promise<ReadonlyMap<ContactId, string>> {
  const found = await Promise.all(keys.map((key) => world.message(key)));
  return new Map(
    found.flatMap(({ contact, reasons: [first] }) =>
      first === undefined ? [] : [[contact, `${first.code}: ${first.rule}`] as const],
    ),
  );
}

/** Whom a holdout of a workflow leaves out of 80 people. */
async function leftOut(holdout: Sample): Promise<ReadonlySet<ContactId>> {
  const world = deliveryWorld();
  const people = await world.people(80);
  const origin = { kind: "workflow", workflow: "w" } as const;
  const keys = await world.queue("a", people, { origin, policy: { holdout } });
  await world.engine().drain(tenant);
  const reasons = await reasonsByContact(world, keys);
  expect(new Set(reasons.values())).toEqual(
    new Set(reasons.size === 0 ? [] : ["HOLDOUT: workflow policy: holdout"]),
  );
  expect(world.transport.tries).toHaveLength(80 - reasons.size);
  return new Set(reasons.keys());
}

describe("a holdout", () => {
  it("leaves out its share, nobody at 0 and everybody at 1", async () => {
    expect((await leftOut({ share: 0, salt: "s" })).size).toBe(0);
    expect((await leftOut({ share: 1, salt: "s" })).size).toBe(80);
    const half = (await leftOut({ share: 0.5, salt: "s" })).size;
    expect(half).toBeGreaterThan(24);
    expect(half).toBeLessThan(56);
  });

  it("law: a larger share only adds people, and another salt draws others", async () => {
    const share = fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100);
    await fc.assert(
      fc.asyncProperty(share, share, async (a, b) => {
        const small = await leftOut({ share: Math.min(a, b), salt: "s" });
        const large = await leftOut({ share: Math.max(a, b), salt: "s" });
        expect([...small].filter((contact) => !large.has(contact))).toEqual([]);
      }),
      { numRuns: 5 },
    );
    const [one, other] = [
      await leftOut({ share: 0.5, salt: "s" }),
      await leftOut({ share: 0.5, salt: "t" }),
    ];
    expect([...one].every((contact) => other.has(contact))).toBe(false);
  });

  it("is asked about before caps, so that nobody waits for room and is then left out", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    await world.queue("a", [ada]);
    const policy = { caps: [{ max: 1, per: "1d" }] } as const;
    await world.engine({ policy }).drain(tenant);
    const holdout = { share: 1, salt: "s" };
    const [key] = await world.queue("b", [ada], { policy: { holdout } });
    await world.engine({ policy }).drain(tenant);
    expect(await world.message(key)).toMatchObject({
      status: "skipped",
      reasons: [{ code: "HOLDOUT" }],
    });
  });

  it("is told only of those who might have been written to", async () => {
    const world = deliveryWorld();
    const ada = await world.person("ada");
    const [key] = await world.queue("a", [ada], {
      policy: { holdout: { share: 1, salt: "s" } },
    });
    await world.withdraw(ada);
    await world.engine().drain(tenant);
    const { reasons } = await world.message(key);
    expect(reasons.map(({ code }) => code)).not.toContain("HOLDOUT");
    expect(reasons).not.toEqual([]);
  });
});

describe("the control group", () => {
  const policy = { controlGroup: { share: 1, salt: "s" } };

  it("gets nothing unasked, from whatever it comes", async () => {
    const world = deliveryWorld();
    const people = await world.people(3);
    const keys = [
      ...(await world.queue("a", people)),
      ...(await world.queue("b", people, { origin: { kind: "campaign", campaign: "c-b" } })),
    ];
    await world.engine({ policy }).drain(tenant);
    expect(world.transport.tries).toEqual([]);
    expect([...(await reasonsByContact(world, keys)).values()]).toEqual(
      Array(3).fill("CONTROL_GROUP: send policy: controlGroup"),
    );
  });

  it("gets what it asked for", async () => {
    const world = deliveryWorld();
    const people = await world.people(3);
    await world.queue("a", people, { template: "receipt", messageClass: "transactional" });
    await world.engine({ policy }).drain(tenant);
    expect(world.transport.tries).toHaveLength(3);
  });

  it.each([
    [{ share: 1.5, salt: "s" }, "share"],
    [{ share: Number.NaN, salt: "s" }, "share"],
    [{ share: 0.5, salt: "" }, "salt"],
  ])("of %j is refused", async (controlGroup, at) => {
    const world = deliveryWorld();
    await world.queue("a", [await world.person("ada")]);
    await expect(world.engine({ policy: { controlGroup } }).drain(tenant)).rejects.toMatchObject({
      code: "INPUT_SENDER",
      path: expect.stringContaining(`controlGroup.${at}`),
    });
  });
});
