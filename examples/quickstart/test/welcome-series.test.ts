// The demo's own workflow, tested as a host would: no server, no database, a month in milliseconds.
import { type TestAppOptions, testApp } from "@wellsent/adapters/testing";
import "@wellsent/adapters/testing/vitest";
import { deRules, euRules } from "@wellsent/consent/rules";
import { describe, expect, it } from "vitest";
import {
  confirmation,
  proMembers,
  schema,
  subscribers,
  tuesday,
  welcome,
  welcomeSeries,
} from "../src/marketing.ts";

const definitions = {
  schema,
  rules: [euRules, deRules],
  templates: [confirmation, welcome, tuesday],
  segments: [subscribers, proMembers],
  workflows: [welcomeSeries],
  sender: {
    ...{ from: "hello@shop.example", name: "Corner Shop", timeZone: "Europe/Berlin" },
    pages: "https://shop.example/m/",
  },
} satisfies TestAppOptions<typeof schema>;

/** A Monday. */
const at = "2026-03-02T09:00:00Z";

describe("the welcome series", () => {
  it("welcomes after quiet hours, and writes again on a Tuesday at nine where the reader is", async () => {
    const t = await testApp({ ...definitions, at });
    const ann = await t
      .person({ firstName: "Ann", timeZone: "America/New_York" })
      .subscribed("marketing.newsletter");
    await t.advanceBy("30 days");
    expect(t.mailsTo(ann)).toMatchObject([
      { template: "welcome", at: "2026-03-02T13:00:00Z" },
      { template: "tuesday", at: "2026-03-10T13:00:00Z" },
    ]);
    expect((await ann.explain()).runs).toMatchObject([{ outcome: "completed" }]);
  });

  it("keeps apart who clicked and who did not", async () => {
    const t = await testApp({ ...definitions, at });
    const ann = await t.person();
    const bob = await t.person();
    ann.whenever(welcome, (mail) => ann.clicks(mail), { after: "1 day" });
    for (const one of [ann, bob])
      await one.subscribed("marketing.newsletter", { tracking: ["clicks"] });
    await t.advanceBy("3 days");
    const listed = async (list: string) => {
      const members = [];
      for await (const { id } of t.contacts(list)) members.push(id);
      return members;
    };
    expect(await listed("engaged")).toEqual([ann.id]);
    expect(await listed("quiet")).toEqual([bob.id]);
  });

  it("ends with a complaint or an unsubscription", async () => {
    const t = await testApp({ ...definitions, at });
    const ann = await t.person().subscribed("marketing.newsletter");
    const bob = await t.person().subscribed("marketing.newsletter");
    await ann.complains();
    await bob.unsubscribes();
    await t.advanceBy("1 year");
    await expect(ann).not.toHaveReceived(tuesday);
    await expect(bob).not.toHaveReceived(tuesday);
    expect((await bob.explain()).runs).toMatchObject([{ outcome: "unsubscribed" }]);
    await expect(await t.send(tuesday, bob, { purpose: "marketing.newsletter" })).toHaveBeenRefused(
      "WITHDRAWN",
    );
  });

  it("shows Pro members the line about a day earlier, in their language", async () => {
    const t = await testApp({ ...definitions, at });
    const pro = await t.person({ plan: "pro", locale: "de" }).subscribed("marketing.newsletter");
    const free = await t.person({ plan: "free" }).subscribed("marketing.newsletter");
    await expect(pro).toHaveReceived(welcome, { text: "einen Tag früher", times: 1 });
    await expect(free).not.toHaveReceived(welcome, { text: "a day earlier" });
  });
});
