import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testApp } from "../../src/testing/index.js";
import { definitions, lastCall, receipt, welcome } from "./boutique.js";

const at = "2026-03-06T10:00:00Z";
const made = (options: Partial<Parameters<typeof testApp>[0]> = {}) =>
  testApp({ ...definitions, at, ...options });

describe("time", () => {
  it("goes from one thing that is due to the next, at the very moments", async () => {
    const t = await made();
    const ann = await t.person({ timeZone: "America/New_York" }).subscribed("marketing.news");
    await t.advanceBy("5 days");
    expect(t.mailsTo(ann)).toMatchObject([
      { template: "welcome", at: "2026-03-06T10:00:00Z", subject: "Welcome" },
      { template: "last-call", at: "2026-03-10T13:00:00Z" },
    ]);
    expect(t.now()).toBe(Date.parse("2026-03-11T10:00:00Z"));
  });

  it.each([
    ["3 days", "2026-03-09T10:00:00Z"],
    ["1 hour", "2026-03-06T11:00:00Z"],
    ["2w", "2026-03-20T10:00:00Z"],
    ["PT90M", "2026-03-06T11:30:00Z"],
    ["1 month", "2026-04-06T10:00:00Z"],
    ["2 years", "2028-03-06T10:00:00Z"],
    [60_000, "2026-03-06T10:01:00Z"],
  ] as const)("advanceBy(%j)", async (length, end) => {
    const t = await made({ templates: [], workflows: [], forms: [] });
    await t.advanceBy(length);
    expect(t.now()).toBe(Date.parse(end));
  });

  it("knows the last day of a shorter month", async () => {
    const t = await made({ templates: [], workflows: [], forms: [], at: "2027-01-31T10:00:00Z" });
    await t.advanceBy("1 month");
    expect(new Date(t.now()).toISOString()).toBe("2027-02-28T10:00:00.000Z");
  });

  it("advanceTo a moment, and never backwards", async () => {
    const t = await made({ templates: [], workflows: [], forms: [] });
    await t.advanceTo("2026-04-01T00:00:00+02:00");
    expect(t.now()).toBe(Date.parse("2026-03-31T22:00:00Z"));
    await t.advanceTo("2026-01-01T00:00:00Z");
    expect(t.now()).toBe(Date.parse("2026-03-31T22:00:00Z"));
    await expect(t.advanceTo("tomorrow")).rejects.toMatchObject({ code: "INPUT_MOMENT" });
    await expect(t.advanceTo("2026-05-01T10:00:00")).rejects.toMatchObject({
      code: "INPUT_MOMENT",
    });
    await expect(t.advanceBy(-1)).rejects.toMatchObject({ code: "INPUT_LENGTH" });
  });

  it("ends where it should however it is cut: no mail comes sooner, later or twice", async () => {
    const whole = await made();
    const ann = await whole.person().subscribed("marketing.news");
    await whole.advanceBy("20 days");
    const expected = whole.mailsTo(ann).map((mail) => [mail.template, mail.at]);
    expect(expected).toHaveLength(2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 480 }), { maxLength: 12 }),
        async (cuts) => {
          const t = await made();
          const bob = await t.person().subscribed("marketing.news");
          for (const hour of [...cuts, 480].sort((a, b) => a - b))
            await t.advanceTo(Date.parse(at) + hour * 3_600_000);
          expect(t.mailsTo(bob).map((mail) => [mail.template, mail.at])).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("runUntil", () => {
  it("stops at the mail it waits for, and gives it", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    const mail = await t.runUntil({ mailTo: ann });
    expect(mail).toMatchObject({ template: "last-call", at: "2026-03-10T08:00:00Z" });
    expect(t.now()).toBe(Date.parse(mail.at));
  });

  it("stops where a condition holds, and says when that was", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    const ended = async () => (await ann.explain()).runs.every(({ outcome }) => outcome !== null);
    expect(await t.runUntil(ended)).toBe("2026-03-10T08:00:00Z");
  });

  it("fails after `atMost`, with what is on record", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    const failed = t.runUntil({ mailTo: ann, template: lastCall }, { atMost: "2 days" });
    await expect(failed).rejects.toMatchObject({ code: "TEST_NOT_REACHED" });
    await expect(failed).rejects.toThrow(
      /No “last-call” came by 2026-03-08T10:00:00Z[\s\S]*welcome/,
    );
    await expect(t.runUntil(() => false)).rejects.toThrow(/by 2026-04-07T10:00:00Z/);
    const bob = await t.person({ phone: "+4915112345678" });
    await expect(t.runUntil({ textTo: bob })).rejects.toThrow(/No message came/);
  });
});

describe("faults of the provider", () => {
  it("fails twice, and the mail comes late", async () => {
    const t = await made();
    t.email.fails({ times: 2 });
    const ann = await t.person().subscribed("marketing.news");
    expect(ann.mails).toEqual([]);
    const mail = await t.runUntil({ mailTo: ann, template: welcome }, { atMost: "1 day" });
    expect(Date.parse(mail.at)).toBeGreaterThan(Date.parse(at));
  });

  it("is down until it recovers, and nothing is lost or doubled", async () => {
    const t = await made();
    t.email.fails();
    const ann = await t.person().subscribed("marketing.news");
    await t.advanceBy("6 hours");
    expect(ann.mails).toEqual([]);
    t.email.recovers();
    await t.advanceBy("2 hours");
    expect(ann.mails).toHaveLength(1);
  });

  it("refuses one person or one template for good, and no other", async () => {
    const t = await made();
    const [ann, bob] = [await t.person(), await t.person()];
    t.email.rejects({ to: ann, template: receipt });
    for (const one of [ann, bob]) {
      await one.subscribed("marketing.news");
      await t.send(receipt, one, { data: { number: "1" } });
    }
    expect(ann.mails.map(({ template }) => template)).toEqual(["welcome"]);
    expect(bob.mails.map(({ template }) => template)).toEqual(["welcome", "receipt"]);
    expect((await ann.explain(receipt)).messages).toMatchObject([{ status: "rejected" }]);
  });

  it("loses its answer: the mail has arrived once all the same", async () => {
    const t = await made();
    t.email.loses({ times: 1 });
    const ann = await t.person();
    await t.send(receipt, ann, { data: { number: "1" } });
    await t.advanceBy("2 days");
    expect(ann.mails).toHaveLength(1);
  });
});

describe("the same test", () => {
  const story = async (seed?: number, begin = at) => {
    const t = await made({ at: begin, ...(seed === undefined ? {} : { seed }) });
    const ann = await t.person().subscribed("marketing.news", { tracking: true });
    await t.advanceBy("1 day");
    await ann.clicks();
    return { id: ann.id, html: ann.mails[0]?.html, snapshot: await t.snapshot({ html: true }) };
  };

  it("is the same to the byte at every run, ids and links included", async () => {
    expect(await story()).toEqual(await story());
    expect((await story(2)).id).not.toBe((await story()).id);
  });

  it("has a snapshot without ids, tokens and dates", async () => {
    const one = await story();
    const other = await story(7, "2027-08-06T10:00:00Z");
    expect(other.html).not.toBe(one.html);
    expect(other.snapshot).toEqual(one.snapshot);
    expect(JSON.stringify(one.snapshot)).not.toMatch(/v2\.|2026-/);
    const { html: _, ...message } = one.snapshot.people["person-1@mail.example"]?.messages[0] ?? {};
    expect({
      ...one.snapshot.people["person-1@mail.example"],
      messages: [message],
    }).toMatchInlineSnapshot(`
      {
        "consent": [
          "consent.requested",
          "consent.requested",
          "consent.requested",
          "consent.confirmed",
          "consent.confirmed",
          "consent.confirmed",
        ],
        "messages": [
          {
            "at": "+0d 00:00",
            "channel": "email",
            "links": [
              "https://shop.example/new?a=1&b=2",
              "https://shop.example/sale",
              "preferences",
              "unsubscribe",
            ],
            "subject": "Welcome",
            "template": "welcome",
            "text": "Hello New [https://shop.example/new?a=1&b=2] Sale [https://shop.example/sale] Settings [<preferences>] Unsubscribe [<unsubscribe>]
      ",
          },
        ],
        "notSent": [],
        "runs": [
          "series: welcome → wait-for-clicked-welcome → exit-clicked = clicked",
        ],
      }
    `);
  });
});
