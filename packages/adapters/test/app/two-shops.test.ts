// Two tenants of one file that call everything alike, and people who are erased in the middle.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { euRules } from "@wellsent/consent/rules";
import {
  type ContactId,
  defineSegment,
  defineWorkflow,
  type EmailTransport,
  type OutboundEmail,
} from "@wellsent/core";
import { seededRandom, simulatedClock } from "@wellsent/core/testing";
import { defineTemplate } from "@wellsent/templates/define";
import { afterAll, describe, expect, it } from "vitest";
import { wellsent } from "../../src/app/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { schema, secret, sender, single } from "./shop.js";

const folder = mkdtempSync(join(tmpdir(), "wellsent-two-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mjml = `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{code.value}} <a href="{{unsubscribe}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`;
const gift = defineTemplate(schema, {
  ...{ id: "gift", purpose: "marketing.news", messageClass: "marketing", subject: "A gift" },
  codes: { pool: "gifts", whenEmpty: "skip" },
  mjml,
});
const everybody = defineSegment(schema, "everybody", (c) => c.attribute("firstName").isKnown());
const letter = defineWorkflow(schema, "letter", (w) =>
  w.onEvent("order.placed", { reentry: "always" }).send(gift, { purpose: "marketing.news" }),
);
const day = 86_400_000;
const start = Date.UTC(2026, 2, 2, 8);

async function open(
  path: string,
  hook: (address: string) => Promise<void> = async () => undefined,
) {
  const clock = simulatedClock(start);
  const sent: OutboundEmail[] = [];
  const email: EmailTransport & { readonly sent: readonly OutboundEmail[] } = {
    ...{ specVersion: 1, id: "recording", channel: "email", sent },
    capabilities: {
      ...{ batch: false, idempotency: false, raw: false },
      ...{ envelopeFrom: false, smtputf8: false, longestWaitMs: 60_000 },
    },
    send: async (message) => {
      await hook(message.to.address);
      sent.push(message);
      return { outcome: "accepted", ref: message.ref, providerMessageId: null };
    },
  };
  const app = await wellsent({
    ...{ secret, rules: [euRules], schema, clock, segments: [everybody], sender },
    ...{ templates: [gift], forms: [single], workflows: [letter] },
    store: sqliteStore({ path }),
    // Gives the ids, and with them the order in which people are written to.
    random: seededRandom(1),
    email,
  });
  const people = async (name: string, count: number): Promise<readonly ContactId[]> => {
    const acme = app.tenant(name);
    const ids: ContactId[] = [];
    for (let n = 0; n < count; n++) {
      const contact = await acme.identify({
        ...{ email: `p${n}@${name}.example`, jurisdiction: "FR" },
        attributes: { firstName: `Zoe${n}${name}` },
      });
      await acme.grant(single, contact);
      ids.push(contact.contact);
    }
    await acme.drain();
    return ids;
  };
  return { app, clock, email, people };
}

/** Every value of every table, of one tenant. */
function everything(path: string, tenant: string): readonly (readonly [string, string])[] {
  const database = new DatabaseSync(path);
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'wellsent_%'")
    .all()
    .map(({ name }) => String(name));
  const found = names.flatMap((name) => {
    const rows = database.prepare(`SELECT * FROM ${name}`).all();
    return rows
      .filter((row) => !("tenant" in row) || row["tenant"] === tenant)
      .map((row) => [name, JSON.stringify(row)] as const);
  });
  database.close();
  return found;
}

const campaign = {
  channel: "email",
  audience: { in: [{ segment: everybody }], when: "start" },
  content: { template: gift },
  schedule: { at: "now" },
} as const;

describe("people who are erased in the middle of a campaign", () => {
  it("leave nothing of theirs, get nothing more, and stop nobody else", async () => {
    const path = join(folder, "erased.db");
    let inHands = async (_: string): Promise<void> => undefined;
    const { app, clock, email, people } = await open(path, (address) => inHands(address));
    const acme = app.tenant("acme");
    const ids = await people("acme", 10);
    await acme.codes.load(
      "gifts",
      Array.from({ length: 20 }, (_, n) => `G-${n}`),
    );
    const spring = await acme.campaign({ ...campaign, spread: { over: "10h" } });
    expect(await spring.check()).toEqual([]);
    await spring.approve({ by: "ann" });
    await spring.start();
    const gone: { readonly id: ContactId; readonly address: string; readonly sent: number }[] = [];
    const countFor = (address: string): number =>
      email.sent.filter(({ to }) => to.address === address).length;
    const erase = async (id: ContactId): Promise<void> => {
      const contact = await acme.contact(id);
      const address = contact?.points[0]?.address ?? "";
      await acme.erase(id);
      gone.push({ id, address, sent: countFor(address) });
    };
    // One while the audience is taken in, one in hands, the others hour by hour.
    await acme.tick();
    await erase(ids[0] ?? expect.fail("ten"));
    let atWork = "";
    inHands = async (address) => {
      const id = ids[Number(/p(\d)/.exec(address)?.[1])];
      if (atWork !== "" || id === undefined) return;
      atWork = address;
      await erase(id);
    };
    for (let hour = 0; hour < 10; hour++) {
      await acme.drain();
      clock.advanceBy(day / 24);
      const [next] = ids.filter((id) => !gone.some((one) => one.id === id));
      if (hour % 4 === 3 && next !== undefined) await erase(next);
    }
    expect((await spring.read()).state).toBe("running");
    await acme.drain();
    clock.advanceBy(day);
    await acme.drain();
    expect((await spring.read()).state).toBe("finished");
    expect(gone).toHaveLength(4);
    for (const { id, address, sent } of gone) {
      expect(countFor(address)).toBe(sent + (address === atWork ? 1 : 0));
      const name = `Zoe${address.slice(1, 2)}acme`;
      const left = everything(path, "acme").filter(([, row]) =>
        // The feed tells readers whom to forget: by the id alone.
        [id, address, name].some((text) => row.replace(`~erased:${id}`, "").includes(text)),
      );
      expect(left, address).toEqual([]);
    }
    const those = email.sent.map(({ to }) => to.address);
    expect(new Set(those).size).toBe(those.length);
    for (const [n, id] of ids.entries())
      if (!gone.some((one) => one.id === id)) expect(those).toContain(`p${n}@acme.example`);
    const given = email.sent.map(({ text = "" }) => /G-\d+/.exec(text)?.[0]);
    expect(new Set(given).size).toBe(given.length);
    const { free, held } = await acme.codes.count("gifts");
    expect([free, held]).toEqual([20 - given.length, 0]);
    const { waiting, messages } = await spring.figures();
    const accepted = those.length - gone.filter(({ address }) => those.includes(address)).length;
    expect([waiting, messages.accepted]).toEqual([0, accepted]);
    // The figures of a campaign that is over stand.
    const [late] = ids.filter((id) => !gone.some((one) => one.id === id));
    const figures = await spring.figures();
    await erase(late ?? expect.fail("six left"));
    expect(await spring.figures()).toEqual(figures);
    expect(await app.engine.store.integrity(acme.id)).toEqual([]);
    await app.close();
  });
});

describe("two tenants who call everything alike", () => {
  it("share no campaign, gate, series, run or code", async () => {
    const { app, clock, email, people } = await open(join(folder, "two.db"));
    const shops = ["acme", "bolt"].map((name) => app.tenant(name));
    const [acme, bolt] = shops;
    if (acme === undefined || bolt === undefined) return expect.fail();
    const codes = Array.from({ length: 12 }, (_, n) => `G-${n}`);
    const recurrence = { v: 1, start: "2026-03-03", every: "day", time: "09:00" } as const;
    const { schedule: _, ...issue } = campaign;
    for (const shop of shops) {
      await people(shop.id, 3);
      expect(await shop.codes.load("gifts", codes)).toEqual({ added: 12, duplicate: 0 });
      await shop.series({
        ...{ id: "daily", recurrence: { ...recurrence, zone: "UTC" }, lead: "2h" },
        ...{ campaign: issue, content: "newest", approval: "none", nothingNew: "send" },
      });
    }
    clock.advanceTo(Date.UTC(2026, 2, 3, 7, 30));
    for (const shop of shops) await shop.drain();
    const issues = await Promise.all(
      shops.map(async (shop) => {
        for await (const one of shop.campaigns.list()) return shop.campaigns.get(one.id);
        return expect.fail("no issue");
      }),
    );
    const [own, other] = issues;
    if (own === undefined || other === undefined) return expect.fail();
    expect(own.id).toBe(other.id);
    await own.pause({ by: "ann", reason: "stop" });
    await acme.workflows.pause(letter, { entries: "queue" });
    for (const shop of shops)
      for await (const { id } of shop.contacts())
        await shop.track("order.placed", id, { total: 1 }, { id: `go-${id}` });
    clock.advanceTo(Date.UTC(2026, 2, 3, 9, 30));
    for (const shop of shops) await shop.drain();
    const by = (name: string): number =>
      email.sent.filter(({ to }) => to.address.endsWith(`@${name}.example`)).length;
    expect([by("acme"), by("bolt")]).toEqual([0, 6]);
    expect((await own.read()).state).toBe("paused");
    expect((await other.read()).state).toBe("finished");
    const said = async (one: typeof own): Promise<readonly string[]> => {
      const verbs: string[] = [];
      for await (const { verb } of one.log()) verbs.push(verb);
      return verbs;
    };
    expect(await said(own)).toEqual(["create", "pause"]);
    expect(await said(other)).not.toContain("pause");
    expect(await acme.codes.count("gifts")).toMatchObject({ free: 12, given: 0 });
    expect(await bolt.codes.count("gifts")).toMatchObject({ free: 6, given: 6 });
    expect(await bolt.codes.redeemed("G-0", { order: "o-1" })).toBe("first");
    expect(await acme.codes.count("gifts")).toMatchObject({ free: 12, redeemed: 0 });
    expect((await own.figures()).messages.accepted).toBe(0);
    expect((await other.figures()).messages.accepted).toBe(3);
    await own.resume();
    await acme.workflows.resume(letter);
    for (const shop of shops) await shop.drain();
    expect([by("acme"), by("bolt")]).toEqual([6, 6]);
    for (const shop of shops) expect(await app.engine.store.integrity(shop.id)).toEqual([]);
    await app.close();
  });
});
