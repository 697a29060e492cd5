// A confirmation that nobody has given, asked for once more.
import { euRules } from "@wellsent/consent/rules";
import { contactId } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, defineForm, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

const day = 86_400_000;
const once = defineForm(schema, {
  ...{ id: "once", text: "Choose.", reminders: 1 },
  asks: {
    magazine: { purpose: "marketing.news", topics: ["magazine"], label: "The magazine" },
    offers: { purpose: "marketing.news", topics: ["offers"], label: "Offers" },
  },
});

async function made(choices: readonly ("magazine" | "offers")[] = ["magazine", "offers"]) {
  const email = memoryEmailTransport();
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const options = { secret, schema, sender, email, clock, templates, rules: [euRules] };
  const app = await wellsent({ ...options, forms: [once] });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  await acme.grant(once, ann, { choices });
  await acme.drain();
  clock.advanceBy(day);
  const open = (link: string) => app.web(new Request(link));
  const press = (link: string) =>
    app.web(
      new Request(link, { method: "POST", body: new URLSearchParams({ action: "confirm" }) }),
    );
  const links = async () => {
    await acme.drain();
    return email.sent.map((mail) => linkIn(mail, "c"));
  };
  const allowed = async (topic: "magazine" | "offers") =>
    (await acme.decide(ann, { purpose: "marketing.news", topic })).allowed;
  return { acme, ann, clock, email, open, press, links, allowed };
}

describe("a reminder", () => {
  it("asks once more by a link of its own, and either link confirms all of it", async () => {
    for (const which of [0, 1]) {
      const { acme, ann, email, press, links, allowed } = await made();
      expect(await acme.remind(once, ann)).toMatchObject({
        ...{ reminded: true, reasons: [], confirmations: [{ queued: true }] },
      });
      const [first = "", second = "", ...more] = await links();
      expect(more).toEqual([]);
      expect(second).not.toBe(first);
      expect(email.sent[1]?.html).toContain("The magazine");
      expect(email.sent[1]?.html).toContain("Offers");
      const pressed = which === 0 ? first : second;
      expect((await press(pressed)).status).toBe(200);
      expect([await allowed("magazine"), await allowed("offers")]).toEqual([true, true]);
      expect(await acme.remind(once, ann)).toEqual({
        reminded: false,
        reasons: ["NO_REQUEST: nothing waits for a confirmation"],
        confirmations: [],
      });
    }
  });

  it("revives nothing by the other link once somebody has said no", async () => {
    const { acme, ann, clock, press, links, allowed } = await made();
    await acme.remind(once, ann);
    const [first = "", second = ""] = await links();
    await press(second);
    clock.advanceBy(1_000);
    await acme.withdraw(ann);
    clock.advanceBy(1_000);
    await press(first);
    await press(second);
    expect(await allowed("magazine")).toBe(false);
    expect(await acme.remind(once, ann)).toMatchObject({ reminded: false });
  });

  it("names what was asked for and nothing else", async () => {
    const { acme, ann, email, press, links, allowed } = await made(["offers"]);
    await acme.remind(once, ann);
    const [, second = ""] = await links();
    expect(email.sent[1]?.html).toContain("Offers");
    expect(email.sent[1]?.html).not.toContain("The magazine");
    await press(second);
    expect([await allowed("magazine"), await allowed("offers")]).toEqual([false, true]);
  });

  it("comes as often as the form says, also where several ask at once", async () => {
    const { acme, ann, clock, links } = await made();
    const all = await Promise.all([1, 2, 3].map(() => acme.remind(once, ann)));
    expect(all.filter(({ reminded }) => reminded)).toHaveLength(1);
    clock.advanceBy(day);
    const { reminded, reasons } = await acme.remind(once, ann);
    expect(reminded).toBe(false);
    expect(reasons).toEqual(["REMINDER_LIMIT: the form's reminders"]);
    expect(await links()).toHaveLength(2);
  });

  it("is held to the limit of the ledger, whatever the form says", async () => {
    const { acme, ann, links } = await made();
    const often = { ...once, reminders: 5 };
    expect((await acme.remind(often, ann)).reminded).toBe(true);
    expect(await acme.remind(often, ann)).toMatchObject({
      ...{ reminded: false, reasons: ["REMINDER_LIMIT: the ledger"] },
    });
    expect(await links()).toHaveLength(2);
  });

  it("never comes to somebody who has confirmed by an earlier reminder", async () => {
    const { acme, ann, press, links } = await made();
    await acme.remind(once, ann);
    await press((await links())[1] ?? "");
    const { reasons } = await acme.remind({ ...once, reminders: 2 }, ann);
    expect(reasons).toEqual(["NO_REQUEST: nothing waits for a confirmation"]);
  });

  it("never comes of a form that says nothing of it", async () => {
    const { acme, ann, links } = await made();
    const { reminders: _, ...never } = once;
    expect(await acme.remind(never, ann)).toMatchObject({
      ...{ reminded: false, reasons: ["REMINDER_LIMIT: the form's reminders"] },
    });
    expect(await links()).toHaveLength(1);
  });

  it("ends with the first link", async () => {
    const { acme, ann, clock, press, links, allowed } = await made();
    clock.advanceBy(12 * day);
    await acme.remind(once, ann);
    const [, second = ""] = await links();
    clock.advanceBy(day);
    await press(second);
    expect(await allowed("offers")).toBe(false);
    expect(await acme.remind(once, ann)).toMatchObject({ reminded: false });
  });

  it("is none to somebody who was never asked, or is unknown", async () => {
    const { acme } = await made();
    const bob = await acme.identify({ email: "bob@mail.example", jurisdiction: "FR" });
    expect(await acme.remind(once, bob)).toMatchObject({ reminded: false });
    await acme.grant(single, bob);
    expect(await acme.remind(once, bob)).toMatchObject({ reminded: false });
    expect((await acme.send(news, bob)).queued).toBe(true);
    await expect(acme.remind(once, contactId("nobody"))).rejects.toMatchObject({
      code: "INPUT_CONTACT_UNKNOWN",
    });
  });

  it("is refused in a definition where it makes no sense", () => {
    const words = { id: "f", purpose: "marketing.news", text: "News." } as const;
    const mode = "single" as const;
    for (const wrong of [{ reminders: -1 }, { reminders: 0.5 }, { reminders: 1, mode }])
      expect(() => defineForm(schema, { ...words, ...wrong })).toThrow(
        expect.objectContaining({ code: "DEFINITION_FORM_REMINDERS", path: "f.reminders" }),
      );
  });
});
