import { euRules } from "@wellsent/consent/rules";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { wellsent } from "../../src/app/index.js";
import { listed, schema, secret, sender } from "./shop.js";

async function made() {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const app = await wellsent({ ...{ secret, schema, sender, clock }, rules: [euRules] });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  return { app, acme, ann };
}

describe("notes of colleagues", () => {
  it("are written, changed, listed and taken away", async () => {
    const { acme, ann } = await made();
    const note = await acme.notes.add(ann, { author: "kim", text: "Prefers mornings.", id: "n-1" });
    expect(await acme.notes.add(ann, { author: "lee", text: "Other", id: "n-1" })).toEqual(note);
    const edited = await acme.notes.edit("n-1", { by: "lee", text: "Prefers evenings." });
    expect(edited).toMatchObject({ author: "kim", edited: { by: "lee" } });
    expect(await listed(acme.notes.list(ann))).toEqual([edited]);
    expect([await acme.notes.remove("n-1"), await acme.notes.remove("n-1")]).toEqual([true, false]);
    expect(await acme.notes.edit("n-1", { by: "lee", text: "x" })).toBeNull();
  });

  it("are the person's data: in the export, and gone with an erasure", async () => {
    const { acme, ann } = await made();
    await acme.notes.add(ann, { author: "kim", text: "Has three dogs." });
    const bundle = JSON.stringify(await acme.export(ann));
    expect(bundle).toContain("Has three dogs.");
    await acme.erase(ann);
    expect(await listed(acme.notes.list(ann))).toEqual([]);
    await expect(acme.notes.add(ann, { author: "kim", text: "Late." })).rejects.toMatchObject({
      code: "INPUT_CONTACT_UNKNOWN",
    });
  });

  it("refuse bad input by name", async () => {
    const { acme, ann } = await made();
    const bad = [
      [{ author: "kim", text: " " }, "INPUT_NOTE"],
      [{ author: "kim", text: "x".repeat(10_001) }, "INPUT_NOTE"],
      [{ author: "kim", text: "\ud800" }, "INPUT_NOTE"],
      [{ author: "", text: "x" }, "INPUT_AUTHOR"],
      [{ author: "kim", text: "x", id: "" }, "INPUT_ID"],
    ] as const;
    for (const [note, code] of bad)
      await expect(acme.notes.add(ann, note)).rejects.toMatchObject({ code });
    expect(await listed(acme.notes.list(ann))).toEqual([]);
  });
});
