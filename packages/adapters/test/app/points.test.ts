import { euRules } from "@wellsent/consent/rules";
import { contactPointId } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import {
  double,
  linkIn,
  listed,
  news,
  programs,
  receipt,
  schema,
  secret,
  sender,
  single,
} from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function made() {
  const email = memoryEmailTransport();
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const app = await wellsent({
    ...{ secret, schema, sender, email, clock, templates, rules: [euRules] },
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ key: "ann", email: "ann@mail.example", jurisdiction: "FR" });
  const work = await acme.points.add(ann, { email: "Ann@Work.example", label: "work" });
  const home = ann.points[0]?.id ?? contactPointId("");
  const receive = async (id: string) => {
    await acme.send(receipt, ann, { id, data: { number: id } });
    await acme.drain();
    return email.sent.at(-1)?.to.address;
  };
  return { app, acme, ann, work, home, email, receive };
}

function missing(): never {
  throw new Error("No message went out.");
}

describe("several points of one contact", () => {
  it("are asked by rank, and only for what they are for", async () => {
    const { acme, ann, work, home, receive } = await made();
    expect(await receive("a")).toBe("ann@mail.example");
    await acme.points.rank(ann, [work]);
    expect(await receive("b")).toBe("ann@work.example");
    await acme.points.describe(ann, work, { purposes: ["marketing.news"] });
    expect(await receive("c")).toBe("ann@mail.example");
    await acme.points.describe(ann, home, { purposes: ["marketing.news"] });
    const refused = await acme.send(receipt, ann, { id: "d", data: { number: "d" } });
    expect(refused.decision.reasons.map(({ code }) => code)).toEqual(["POINT_FOR_OTHER_PURPOSE"]);
    await acme.points.describe(ann, work, { purposes: null, label: null });
    expect(await receive("e")).toBe("ann@work.example");
    expect(await acme.points.list(ann)).toMatchObject([{ id: work, rank: 1 }, { rank: 2 }]);
  });

  it("get no consent by being added, described, ranked or verified", async () => {
    const { acme, ann, work } = await made();
    await acme.grant(single, ann);
    const third = await acme.points.add(ann, { email: "new@mail.example", first: true });
    await acme.points.verify(ann, third, { by: "identity-card" });
    await acme.points.remove(ann, work);
    const { allowed } = await acme.decide(ann, { purpose: "marketing.news" });
    expect(allowed).toBe(false);
    expect(await acme.send(news, ann)).toMatchObject({ queued: true });
    const [, second] = await acme.points.list(ann);
    expect(second?.address).toBe("ann@mail.example");
  });

  it("show what verifies them: the host, a confirmation, a delivery", async () => {
    const { app, acme, ann, home, email } = await made();
    await acme.points.remove(ann, (await acme.points.list(ann))[1]?.id ?? home);
    await acme.points.verify(ann, home, { by: "call", at: 1000 });
    await acme.grant(double, ann);
    await acme.drain();
    const body = new URLSearchParams({ action: "confirm" });
    await app.web(new Request(linkIn(email.sent[0], "c"), { method: "POST", body }));
    const [message] = await listed(acme.messages(ann));
    const { key } = message ?? missing();
    const at = Date.UTC(2026, 2, 2, 7);
    await acme.report([{ type: "delivered", dedupeKey: "d-1", message: key, at }]);
    const [known] = await acme.points.list(ann);
    expect(known?.evidence.map(({ by }) => by)).toEqual(["confirmed", "delivered", "call"]);
    expect(known).not.toHaveProperty("fingerprints");
  });

  it("are replaced by identify one by one, and kept where it names one of them", async () => {
    const { acme, ann, work, home } = await made();
    await acme.points.describe(ann, home, { label: "private" });
    await acme.identify({ key: "ann", email: "ann@work.example" });
    expect((await acme.points.list(ann)).map(({ id }) => id)).toEqual([home, work]);
    await acme.identify({ key: "ann", email: "ann@new.example" });
    expect((await acme.points.list(ann)).map(({ address, label }) => [address, label])).toEqual([
      ["ann@new.example", "private"],
      ["ann@work.example", "work"],
    ]);
  });

  it("refuse bad input by name, with nothing written", async () => {
    const { acme, ann, work } = await made();
    const before = await acme.points.list(ann);
    const ben = await acme.identify({ email: "ben@mail.example" });
    const bad: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => acme.points.add(ann, { email: "nowhere" }), "INPUT_ADDRESS"],
      [() => acme.points.add(ann, { phone: "0207" }), "INPUT_ADDRESS"],
      [() => acme.points.add(ann, { email: "ben@mail.example" }), "STORE_CONTACT_CONFLICT"],
      [() => acme.points.add(ann, { email: "x@mail.example", label: " " }), "INPUT_LABEL"],
      [() => acme.points.verify(ann, work, { by: "" }), "INPUT_VERIFICATION"],
      [() => acme.points.verify(ann, work, { by: "x", at: 1e15 }), "INPUT_VERIFICATION"],
      [() => acme.points.rank(ann, [contactPointId("none")]), "INPUT_CONTACT_POINT"],
      [() => acme.points.remove(ben, work), "INPUT_CONTACT_POINT"],
      [
        () => acme.points.describe(ann, work, { purposes: ["nothing" as "orders"] }),
        "INPUT_PURPOSE",
      ],
    ];
    for (const [attempt, code] of bad) await expect(attempt()).rejects.toMatchObject({ code });
    expect(await acme.points.list(ann)).toEqual(before);
  });
});
