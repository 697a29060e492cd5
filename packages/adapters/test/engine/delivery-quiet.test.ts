import type { ContactId, Holidays, SendPolicy } from "@wellsent/core";
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
async function leaves(
  home: Home,
  due: string,
  policy: SendPolicy = night,
  more: { readonly holidays?: Holidays; readonly messageClass?: "transactional" } = {},
) {
  const world = deliveryWorld();
  const ada = await world.person("ada");
  await lives(world, ada, home);
  const at = Date.parse(due);
  const { messageClass, ...options } = more;
  const asked = messageClass === undefined ? {} : { messageClass, template: "receipt" };
  const [key] = await world.queue("a", [ada], { dueAt: at, ...asked });
  world.clock.advanceBy(at - world.clock.now());
  await world.engine({ policy, ...options }).drain(tenant);
  const { status, dueAt, reasons, decision } = await world.message(key);
  const [reason] = reasons;
  return {
    status,
    at: new Date(dueAt).toISOString(),
    code: reason?.code ?? null,
    rule: reason?.rule ?? null,
    all: reasons.map(({ code, rule }) => `${code} ${rule}`),
    decided: decision.reasons.map(({ code }) => code),
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

describe("blackout dates and holidays", () => {
  const berlin: Home = {
    jurisdiction: "DE",
    timeZone: { name: "Europe/Berlin", source: "stated" },
  };
  const holidays: Holidays = {
    day: (calendar, date) => {
      if (date > "2027-01-31") return "unknown";
      return calendar === "DE" && /^2026-12-2[56]$|^2027-01-01$/.test(date) ? "closed" : "open";
    },
  };

  it("shut whole days where the person is, and name the rule", async () => {
    const policy = { blackout: ["2026-05-01", { from: "2026-12-20", to: "2026-12-23" }] };
    // Half past midnight of the 20th in Berlin.
    expect(await leaves(berlin, "2026-12-19T23:30Z", policy)).toMatchObject({
      status: "queued",
      at: "2026-12-23T23:00:00.000Z",
      all: ["BLACKOUT send policy: blackout[1]"],
    });
    expect(await leaves(berlin, "2026-12-19T22:30Z", policy)).toMatchObject({
      status: "accepted",
    });
  });

  it("add up with quiet hours: all that shut now are told, with the end of the last", async () => {
    const policy = { ...night, blackout: ["2026-12-24"], holidays: ["house", "DE"] };
    expect(await leaves(berlin, "2026-12-24T22:00Z", policy, { holidays })).toMatchObject({
      at: "2026-12-27T07:00:00.000Z",
      all: ["QUIET_HOURS send policy: quietHours[0]", "BLACKOUT send policy: blackout[0]"],
    });
    expect(await leaves(berlin, "2026-12-25T12:00Z", policy, { holidays })).toMatchObject({
      at: "2026-12-27T07:00:00.000Z",
      all: ["HOLIDAY send policy: holidays[1], DE"],
    });
  });

  it("last up to 400 days, and not a day longer", async () => {
    const year = { blackout: [{ from: "2026-12-01", to: "2027-12-31" }] };
    expect(await leaves(berlin, "2026-12-01T12:00Z", year)).toMatchObject({
      at: "2027-12-31T23:00:00.000Z",
      code: "BLACKOUT",
    });
    const longer = { blackout: [...year.blackout, { from: "2028-01-01", to: "2028-02-01" }] };
    await expect(leaves(berlin, "2026-12-01T12:00Z", longer)).rejects.toMatchObject({
      code: "INPUT_SENDER",
      path: "senderFor.policy.blackout",
    });
  });

  it("hold back nothing that the person waits for", async () => {
    const policy = { blackout: ["2026-12-24"], holidays: ["DE"] };
    const receipt = { holidays, messageClass: "transactional" } as const;
    for (const due of ["2026-12-24T12:00Z", "2026-12-25T12:00Z"])
      expect(await leaves(berlin, due, policy, receipt)).toMatchObject({ status: "accepted" });
  });

  it("that no calendar knows are open, and the decision says so", async () => {
    const policy = { holidays: ["DE"] };
    const known = await leaves(berlin, "2027-01-04T12:00Z", policy, { holidays });
    const unknown = await leaves(berlin, "2027-02-01T12:00Z", policy, { holidays });
    expect([known.status, unknown.status]).toEqual(["accepted", "accepted"]);
    expect(known.decided).not.toContain("HOLIDAY_UNKNOWN");
    expect(unknown.decided).toContain("HOLIDAY_UNKNOWN");
  });

  it("need calendars", async () => {
    await expect(leaves(berlin, "2026-12-25T12:00Z", { holidays: ["DE"] })).rejects.toMatchObject({
      code: "INPUT_HOLIDAYS",
    });
  });

  it.each([
    [["2026-02-30"], "senderFor.policy.blackout[0]"],
    [["2026-02-03", { from: "2026-05-02", to: "2026-05-01" }], "senderFor.policy.blackout[1]"],
  ])("that are no dates are refused: %j", async (blackout, path) => {
    await expect(leaves(berlin, "2026-12-25T12:00Z", { blackout })).rejects.toMatchObject({ path });
  });
});
