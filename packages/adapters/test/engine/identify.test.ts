import { memoryRows } from "@wellsent/adapters/memory";
import { WellsentError } from "@wellsent/core/errors";
import { contactTable, storeOver } from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import { createWorld, tenant } from "./world.js";

async function catchCode(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  return WellsentError.isInstance(error) ? error.code : undefined;
}

describe("identifying a contact", () => {
  it("makes one, then finds it again by any spelling of its address", async () => {
    const { engine, store } = createWorld();
    const first = await engine.identify({
      tenant,
      email: " Ann@Mail.EXAMPLE ",
      attributes: { firstName: "Ann" },
    });
    expect(first).toMatchObject({ created: true, points: [{ channel: "email" }] });
    const again = await engine.identify({
      tenant,
      email: "ann@mail.example",
      attributes: { plan: "pro" },
      locale: "de",
    });
    expect(again).toMatchObject({ created: false, contact: first.contact });
    const contact = await store.readContact({ tenant, lookup: { id: first.contact } });
    expect(contact).toMatchObject({
      attributes: { firstName: "Ann", plan: "pro" },
      locale: "de",
      key: "ann@mail.example",
    });
  });

  it("takes a value away by null, and refuses what the schema does not know without writing anything", async () => {
    const { engine, store } = createWorld();
    const { contact } = await engine.identify({
      tenant,
      key: "7",
      email: "ann@mail.example",
      attributes: { firstName: "Ann" },
    });
    await engine.identify({ tenant, key: "7", attributes: { firstName: null } });
    expect((await store.readContact({ tenant, lookup: { key: "7" } }))?.attributes).toEqual({});
    const bad = {
      tenant,
      key: "7",
      locale: "fr",
      attributes: { plan: "ann@mail.example" },
    } as never;
    const refused = engine.identify(bad);
    await expect(refused).rejects.toMatchObject({
      code: "INPUT_ATTRIBUTES",
      path: "attributes.plan",
      message: expect.stringMatching(/plan: Expected one of "free", "pro"\.$/),
    });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining("ann@") });
    expect(await store.readContact({ tenant, lookup: { id: contact } })).toMatchObject({
      locale: null,
    });
  });

  it("makes nobody anew in the place of somebody who cannot be read", async () => {
    const rows = memoryRows();
    const { engine, store } = createWorld({ store: storeOver(rows) });
    const { contact } = await engine.identify({ tenant, key: "7", email: "ann@mail.example" });
    const broken = { id: contact, body: "{" };
    rows.transaction("write", tenant, (at) =>
      at.trip([{ op: "patch", table: contactTable, rows: [broken] }]),
    );
    for (const input of [{ key: "7" }, { email: "ann@mail.example" }]) {
      expect(await catchCode(engine.identify({ tenant, ...input }))).toBe("STORE_CORRUPT");
    }
    expect((await store.readContacts({ tenant })).items).toEqual([]);
  });

  it("gives a new address no consent of the old one", async () => {
    const { engine } = createWorld();
    const before = await engine.identify({ tenant, key: "7", email: "old@mail.example" });
    const old = before.points[0]?.id;
    if (!old) throw new Error("no point");
    await engine.record(tenant, [
      { id: "g", type: "consent.granted", contactPoint: old, effectiveAt: 0, fields: {} },
    ]);
    expect((await engine.decide({ tenant, contactPoint: old, purpose: "news" })).allowed).toBe(
      true,
    );
    const after = await engine.identify({ tenant, key: "7", email: "new@mail.example" });
    const fresh = after.points[0]?.id;
    if (!fresh) throw new Error("no point");
    expect(fresh).not.toBe(old);
    expect((await engine.decide({ tenant, contactPoint: fresh, purpose: "news" })).allowed).toBe(
      false,
    );
  });

  it("refuses an address that is none, one that is somebody else's, and a person without any identity", async () => {
    const { engine } = createWorld();
    await engine.identify({ tenant, key: "1", email: "ann@mail.example" });
    await engine.identify({ tenant, key: "2", email: "ben@mail.example" });
    expect(await catchCode(engine.identify({ tenant, key: "2", email: "ann@mail.example" }))).toBe(
      "STORE_CONTACT_CONFLICT",
    );
    expect(await catchCode(engine.identify({ tenant, email: "ann@@mail" }))).toBe("INPUT_ADDRESS");
    expect(await catchCode(engine.identify({ tenant, phone: "030 123" }))).toBe("INPUT_ADDRESS");
    expect(await catchCode(engine.identify({ tenant }))).toBe("INPUT_IDENTITY");
  });
});
