import type { DeliveryEvent } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { createWorld, start, tenant } from "./world.js";

const half = "a\uD800";
const email = "ann@mail.example";

describe("identify", () => {
  it.each([
    [{ email: null }, "INPUT_ADDRESS"],
    [{ key: "7", email: null }, "INPUT_ADDRESS"],
    [{ email: 5 }, "INPUT_ADDRESS"],
    [{ key: "7", phone: 5 }, "INPUT_ADDRESS"],
    [{ key: 5 }, "INPUT_IDENTITY"],
    [{ key: half }, "INPUT_IDENTITY"],
    [{ email, lists: [5] }, "INPUT_LIST"],
    [{ email, lists: [half] }, "INPUT_LIST"],
    [{ email, lists: "vip" }, "INPUT_LIST"],
    [{ email, attributes: 5 }, "INPUT_ATTRIBUTES"],
    [{ email, locale: 5 }, "INPUT_LOCALE"],
    [{ email, locale: ["en"] }, "INPUT_LOCALE"],
    [{ email, timeZone: 5 }, "INPUT_TIME_ZONE"],
    [{ email, jurisdiction: 5 }, "INPUT_JURISDICTION"],
    [{ email, jurisdiction: "Germany" }, "INPUT_JURISDICTION"],
    [{ email, jurisdiction: "de" }, "INPUT_JURISDICTION"],
  ])("refuses %j by name, and writes nothing", async (input, code) => {
    const { engine, store } = createWorld();
    const identified = engine.identify({ tenant, ...input } as never);
    await expect(identified).rejects.toMatchObject({ code });
    expect((await store.readContacts({ tenant })).items).toEqual([]);
  });

  it.each(["DE", "US-CA", "GB-ENG"])("takes a jurisdiction: %s", async (jurisdiction) => {
    const { engine } = createWorld();
    expect(await engine.identify({ tenant, email, jurisdiction })).toMatchObject({ created: true });
  });
});

describe("ids of the host", () => {
  it.each([5, null, "", half])("are texts of whole characters: %j", async (id) => {
    const { engine, person, clock } = createWorld();
    const contact = await person("ann");
    const order = { contact, event: "order.placed", data: { total: 1 }, id } as never;
    const send = { tenant, contact, id, template: "thanks", purpose: "news" } as never;
    const code = async (call: Promise<unknown>): Promise<unknown> =>
      call.then(
        () => "taken",
        (error: { readonly code: unknown }) => error.code,
      );
    expect(await code(engine.track({ tenant, ...(order as object) } as never))).toBe("INPUT_ID");
    expect(await code(engine.backfill(tenant, [order]))).toBe("INPUT_ID");
    expect(await code(engine.send(send))).toBe("INPUT_SEND_ID");
    const draft = { id, type: "consent.granted", effectiveAt: clock.now(), fields: {} } as never;
    if (id !== "") expect(await code(engine.record(tenant, [draft]))).toBe("INPUT_CONSENT");
  });

  it.each([null, 5, {}])("of drafts are there: record([%j]) is refused by name", async (draft) => {
    const { engine } = createWorld();
    await expect(engine.record(tenant, [draft as never])).rejects.toMatchObject({
      code: "INPUT_CONSENT",
      path: "[0]",
    });
  });
});

describe("a report that is none", () => {
  const sound = async () => {
    const world = createWorld();
    const ann = await world.person("ann");
    await world.subscribe(ann);
    await world.buys(ann, "order-1");
    await world.engine.drain(tenant);
    const [message] = (await world.store.readOutbox({ tenant })).items;
    if (message === undefined) throw new Error("a message was sent");
    const event: DeliveryEvent = {
      ...{ type: "complained", dedupeKey: "c-1", message: message.key, at: start },
    };
    return { ...world, event };
  };

  it.each([
    [{ dedupeKey: 5 }, "INPUT_EVENT"],
    [{ dedupeKey: half }, "INPUT_EVENT"],
    [{ type: "toString" }, "INPUT_EVENT"],
    [{ message: null }, "INPUT_EVENT"],
    [{ bounce: "hard" }, "INPUT_EVENT"],
    [{ engagement: { machine: null, link: 5n } }, "INPUT_EVENT"],
    [{ at: "today" }, "INPUT_EVENT_TIME"],
  ])("costs itself only: %o", async (fault, code) => {
    const { engine, event } = await sound();
    const bad = { ...event, dedupeKey: "c-0", ...fault } as never;
    expect(await engine.report(tenant, [bad, event, null as never])).toMatchObject({
      accepted: 1,
      refused: [
        { index: 0, code },
        { index: 2, code: "INPUT_EVENT" },
      ],
    });
    expect(await engine.report(tenant, [bad])).toMatchObject({
      accepted: 0,
      refused: [{ index: 0, code }],
    });
  });
});
