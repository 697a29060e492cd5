import { describe, expect, it } from "vitest";
import { testApp } from "../../src/testing/index.js";
import "../../src/testing/vitest.js";
import { alert, definitions, lastCall, newsForm, proMembers, welcome } from "./boutique.js";

const made = () => testApp({ ...definitions, at: "2026-03-06T10:00:00Z" });
/** What a failing assertion would print. */
async function failure(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => expect.fail("The assertion holds."),
    (error: Error) => error.message,
  );
}

describe("toHaveReceived", () => {
  it("holds for what has arrived, as often and as it was said", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    await expect(ann).toHaveReceived();
    await expect(ann).toHaveReceived(welcome);
    await expect(ann).toHaveReceived("welcome", { times: 1, at: "2026-03-06T10:00:00Z" });
    await expect(ann).toHaveReceived(welcome, { subject: "Welc", text: /Sale/ });
    await expect(ann).not.toHaveReceived(welcome, { times: 2 });
    await expect(ann).not.toHaveReceived(welcome, { at: "2026-03-07T10:00:00Z" });
    await expect(ann).not.toHaveReceived(welcome, { subject: "Bye" });
    await expect(ann).not.toHaveReceived(welcome, { text: "Bye" });
    await expect(ann).not.toHaveReceived(lastCall);
  });

  it("counts text messages", async () => {
    const t = await made();
    const ann = await t
      .person({ phone: "+4915112345678" })
      .subscribed("marketing.news", { channels: ["sms"] });
    await t.send(alert, ann);
    await expect(ann).toHaveReceived(alert, { text: "New in" });
    await expect(ann).not.toHaveReceived(alert, { subject: "New in" });
  });

  it("fails with what came instead, and why it did not", async () => {
    const t = await made();
    const ann = await t.person();
    await t.send(welcome, ann);
    const none = await failure(expect(ann).toHaveReceived(welcome));
    expect(none).toContain("person-1@mail.example has not received “welcome”.");
    expect(none).toMatch(
      /Received:\n {2}nothing\n\nOn record:\n[\s\S]*welcome is skipped.*NO_CONSENT/,
    );
    await ann.subscribed("marketing.news");
    const other = await failure(expect(ann).toHaveReceived(lastCall));
    expect(other).toContain("2026-03-06T10:00:00Z welcome “Welcome”");
    const twice = await failure(expect(ann).toHaveReceived(welcome, { times: 2 }));
    expect(twice).toContain("has not received “welcome”, times 2.");
    expect(twice).not.toContain("On record");
    expect(await failure(expect(ann).not.toHaveReceived())).toContain("has received any message");
  });
});

describe("toHaveBeenRefused", () => {
  it("reads what send, grant and decide answer", async () => {
    const t = await made();
    const ann = await t.person();
    await expect(await t.send(welcome, ann)).toHaveBeenRefused("NO_CONSENT");
    await expect(await ann.decision("marketing.news")).toHaveBeenRefused();
    const asked = await t.grant(newsForm, ann);
    await expect(asked).toHaveBeenRefused("CONSENT_PENDING");
    await expect(asked).not.toHaveBeenRefused("WITHDRAWN");
    await ann.confirms();
    await expect(await t.send(lastCall, ann)).not.toHaveBeenRefused();
  });

  it("reads what is on record of a person, by template", async () => {
    const t = await made();
    const ann = await t.person();
    await t.send(welcome, ann);
    await expect(ann).toHaveBeenRefused("NO_CONSENT", welcome);
    await expect(ann).not.toHaveBeenRefused("NO_CONSENT", lastCall);
    await expect(ann).not.toHaveBeenRefused("WITHDRAWN");
  });

  it("fails with the codes there are", async () => {
    const t = await made();
    const ann = await t.person();
    const sent = await t.send(welcome, ann);
    const other = await failure(expect(sent).toHaveBeenRefused("WITHDRAWN"));
    expect(other).toContain("not refused by WITHDRAWN");
    expect(other).toContain("NO_CONSENT");
    await ann.subscribed("marketing.news");
    const through = await t.send(lastCall, ann);
    expect(await failure(expect(through).toHaveBeenRefused())).toContain("it was let through");
  });
});

describe("toBeSubscribedTo and toBeIn", () => {
  it("ask for permission and membership, and say what speaks against them", async () => {
    const t = await made();
    const ann = await t
      .person({ plan: "pro" })
      .subscribed("marketing.news", { topics: ["offers"] });
    await expect(ann).toBeSubscribedTo("marketing.news", { topic: "offers" });
    await expect(ann).not.toBeSubscribedTo("marketing.news", { topic: "magazine" });
    await expect(ann).toBeIn(proMembers);
    const bob = await t.person({ plan: "free" });
    await expect(bob).not.toBeIn("pro-members");
    const why = await failure(expect(bob).toBeSubscribedTo("marketing.news"));
    expect(why).toContain("deny NO_CONSENT: Directive 2002/58/EC");
    expect(await failure(expect(bob).toBeIn(proMembers))).toContain("is not in “pro-members”");
  });
});
