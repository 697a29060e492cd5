import type { ContactId, SendPolicy } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { deliveryWorld, tenant } from "./delivery-world.js";

type World = ReturnType<typeof deliveryWorld>;

interface Home {
  readonly jurisdiction: string | null;
  readonly timeZone: {
    readonly name: string;
    readonly source: "stated" | "inferred";
  } | null;
}

async function lives(world: World, contact: ContactId, home: Home): Promise<void> {
  const call = { tenant, now: world.clock.now(), lookups: [{ id: contact }] };
  await world.store.changeContacts(call, ([found]) => {
    if (!found || "unreadable" in found) throw new TypeError("No such contact.");
    return [{ contact: { ...found, ...home } }];
  });
}

const night = { quietHours: [{ from: "21:00", to: "08:00" }] } as const;

/** When a mail that is due at `due` may leave, in UTC; `null`: it was skipped. */
async function leaves(home: Home, due: string, policy: SendPolicy = night) {
  const world = deliveryWorld();
  const ada = await world.person("ada");
  await lives(world, ada, home);
  const at = Date.parse(due);
  const [key] = await world.queue("a", [ada], { dueAt: at });
  world.clock.advanceBy(at - world.clock.now());
  await world.engine({ policy }).drain(tenant);
  const { status, dueAt, reasons } = await world.message(key);
  const [reason] = reasons;
  return {
    status,
    at: new Date(dueAt).toISOString(),
    code: reason?.code ?? null,
    rule: reason?.rule ?? null,
  };
}

describe("quiet hours", () => {
  const west = "America/Los_Angeles";

  it("are those of a stated zone alone", async () => {
    const home: Home = { jurisdiction: "US-CA", timeZone: { name: west, source: "stated" } };
    // Eight in the morning there, and one in the morning less than that in Honolulu.
    expect(await leaves(home, "2026-06-02T14:30Z")).toMatchObject({
      status: "queued",
      at: "2026-06-02T15:00:00.000Z",
      code: "QUIET_HOURS",
    });
  });

  it("an inferred zone counts with all others of the country", async () => {
    const home: Home = { jurisdiction: "US-CA", timeZone: { name: west, source: "inferred" } };
    // When it is eight in Honolulu, the last of them; in New York it is two in the afternoon.
    expect(await leaves(home, "2026-06-02T15:30Z")).toMatchObject({
      status: "queued",
      at: "2026-06-02T18:00:00.000Z",
      code: "QUIET_HOURS",
    });
    expect(await leaves({ ...home, timeZone: null }, "2026-06-02T15:30Z")).toMatchObject({
      at: "2026-06-02T18:00:00.000Z",
    });
    // Nine in the evening in New York.
    expect(await leaves(home, "2026-06-03T01:00Z")).toMatchObject({
      at: "2026-06-03T18:00:00.000Z",
    });
  });

  it("an inferred zone counts with the house's where no country is known", async () => {
    const tokyo: Home = {
      jurisdiction: null,
      timeZone: { name: "Asia/Tokyo", source: "inferred" },
    };
    // Quiet in Berlin until six UTC; in Tokyo it is three in the afternoon then.
    expect(await leaves(tokyo, "2026-06-02T05:00Z")).toMatchObject({
      at: "2026-06-02T06:00:00.000Z",
    });
    // Quiet in Tokyo, where it is ten in the evening.
    expect((await leaves(tokyo, "2026-06-02T13:00Z")).code).toBe("QUIET_HOURS");
  });

  it("that leave no hour in all zones of a country are a reason, not a fault", async () => {
    const home: Home = { jurisdiction: "RU", timeZone: null };
    const most = { quietHours: [{ from: "13:00", to: "11:00" }] } as const;
    expect(await leaves(home, "2026-06-02T15:30Z", most)).toMatchObject({
      status: "skipped",
      code: "QUIET_HOURS",
      rule: expect.stringContaining("zones the person may be in"),
    });
  });
});
