import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { confirmConsent, consentGate, requestConsent, suppressionKeys } from "@wellsent/consent";
import {
  addressProjection,
  auditLog,
  type ConsentEvent,
  draftEvent,
  mergeContactPoints,
  readEvent,
  treeRoot,
} from "@wellsent/consent/ledger";
import {
  answerCase,
  erasurePlan,
  openActions,
  openCase,
  rightsCase,
  runErasure,
  storeHolder,
} from "@wellsent/consent/rights";
import { deRules, euRules, usEmailRules } from "@wellsent/consent/rules";
import {
  type ConsentDraft,
  type ConsentQuestion,
  type ContactPointId,
  type ContactRecord,
  contactId,
  contactPointId,
  type LedgerEntry,
  readableContact,
  type Store,
  sendKey,
  tenantId,
} from "@wellsent/core";
import type { OutboxDraft } from "@wellsent/core/ports";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { storeEngine } from "./store-engine.js";

const tenant = tenantId("acme");
const start = Date.UTC(2026, 5, 1);
const keys = suppressionKeys({
  current: { kid: "p1", secret: new Uint8Array(32).fill(7) },
  folded: true,
});
const gate = consentGate({ rules: [euRules, deRules, usEmailRules], keys });
const newsletter = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;

let counter = 0;
const ids = { next: () => `id_${++counter}` };
const random = {
  bytes: (length: number) =>
    Uint8Array.from({ length }, (_, index) => (index * 31 + ++counter * 17) % 256),
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-erasure-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function files(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}

function addressFor(name: string): string {
  return `${name}.of.acme@example.com`;
}

function contact(name: string, id = name): ContactRecord {
  return {
    ...{
      tenant,
      id: contactId(`c_${id}`),
      key: `key-${id}`,
      lists: [],
      locale: null,
      timeZone: null,
      jurisdiction: null,
    },
    points: [
      {
        id: contactPointId(`cp_${id}`),
        channel: "email",
        address: addressFor(name),
        fingerprints: keys.fingerprints("email", addressFor(name)),
      },
    ],
    attributes: { note: `a note about ${addressFor(name)}` },
    ...{ createdAt: start, updatedAt: start, revision: 0 },
  };
}

function world(store: Store) {
  let now = start;
  const scope = () => ({ tenant, now });
  const by = () => ({ ids, random, now });
  const engine = storeEngine(store, gate, () => now);
  const append = (drafts: readonly ConsentDraft[]) => engine.record(tenant, drafts);
  const entries = async (): Promise<readonly LedgerEntry[]> => {
    const found: LedgerEntry[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const page: { readonly items: readonly LedgerEntry[]; readonly next: string | null } =
        await store.readLedger({
          tenant,
          ...(after === "" ? {} : { after }),
        });
      found.push(...page.items);
      after = page.next;
    }
    return found;
  };
  const events = async (): Promise<readonly ConsentEvent[]> =>
    (await entries()).map((entry) => readEvent(entry));
  const question = (
    point: ContactPointId,
    more: Partial<ConsentQuestion> = {},
  ): ConsentQuestion => ({
    ...{
      tenant,
      contactPoint: point,
      ...newsletter,
      messageClass: "marketing",
      jurisdictions: ["US"],
    },
    ...{ timeZones: ["America/New_York"], at: now + 12 * 3_600_000 },
    ...more,
  });
  const decide = async (point: ContactPointId, more: Partial<ConsentQuestion> = {}) => {
    const facts = await store.readConsent({ tenant, contactPoint: point });
    return gate.decide(
      question(point, more),
      facts ?? {
        contactPoint: point,
        projection: null,
        suppressions: [],
        elsewhere: [],
        logSize: 0,
      },
    );
  };
  const add = (...records: readonly ContactRecord[]) =>
    store.changeContacts({ ...scope(), lookups: [] }, () =>
      records.map((record) => ({ contact: record })),
    );
  const live = async (name: string, denied: boolean): Promise<void> => {
    const record = contact(name);
    const point = contactPointId(`cp_${name}`);
    const subject = `sub_${name}`;
    await add(record);
    const event = { id: `e_${name}`, name: "ordered", at: now, data: { to: addressFor(name) } };
    await store.ingest(
      { ...scope(), inputs: [{ kind: "event", contact: record.id, event }] },
      engine.reactions,
    );
    const decision = { ...(await decide(point, { messageClass: "transactional" })) };
    const message: OutboxDraft = {
      tenant,
      key: sendKey(`m_${name}`),
      contact: record.id,
      contactPoint: point,
      channel: "email",
      lane: "bulk",
      ...{ queue: "service", priority: 90 },
      template: "hi",
      purpose: "service.order",
      topic: null,
      messageClass: "transactional",
      dueAt: now,
      decision,
      data: { dear: addressFor(name) },
      origin: { kind: "direct" },
    };
    const needs = { events: {}, messages: 0, consent: false } as const;
    await store.enqueue({ ...scope(), contacts: [record.id], needs }, () => message);
    const links = [
      { position: 0, link: 0, target: `https://shop.example/?to=${addressFor(name)}` },
    ];
    await store.claimOutbox(
      {
        ...scope(),
        worker: `w_${name}`,
        leaseMs: 3_600_000,
        lane: "bulk",
        limit: 1,
        holding: [],
        exceptTemplates: [],
      },
      {
        needs: () => needs,
        verdict: () => ({ verdict: "send", decision: { ...decision, allowed: true }, links }),
      },
    );
    const common = {
      contactPoint: point,
      subject,
      effectiveAt: now,
      actor: { kind: "subject" },
    } as const;
    const payload = { ip: "203.0.113.9", freeText: `signed ${addressFor(name)}` };
    await append([
      draftEvent(
        {
          ...common,
          id: ids.next(),
          type: "consent.granted",
          scope: newsletter,
          method: "form",
          payload,
        },
        random,
      ),
      ...(denied
        ? [
            draftEvent(
              {
                ...common,
                id: ids.next(),
                type: "consent.withdrawn",
                scope: {},
                method: "one_click",
                payload,
              },
              random,
            ),
          ]
        : []),
      // Known by the subject alone, so no contact point leads to it.
      draftEvent(
        {
          id: ids.next(),
          type: "complaint.received",
          subject,
          effectiveAt: now,
          actor: common.actor,
          detail: { case: `grievance_${name}` },
          payload,
        },
        random,
      ),
    ]);
  };
  const erase = async (name: string) => {
    now += 1000;
    const id = `case_${name}`;
    const point = contactPointId(`cp_${name}`);
    await append(
      openCase(by(), { case: id, kind: "erase", subject: `sub_${name}`, contactPoints: [point] }),
    );
    const holder = storeHolder({
      engine,
      tenant,
      ids,
      clock: { now: () => now },
      events: ["ordered"],
    });
    const opened = rightsCase(await events(), id);
    if (opened === undefined) throw new Error("no case");
    const [found] = contact(name).points;
    const subject = {
      subject: `sub_${name}`,
      contact: contactId(`c_${name}`),
      points: found === undefined ? [] : [found],
    };
    const exported = await holder.export(subject);
    const run = () =>
      runErasure({
        plan: erasurePlan([holder], opened),
        case: opened,
        subject,
        holders: [holder],
        by: by(),
        append,
      });
    const report = await run();
    const acted = rightsCase(await events(), id);
    if (acted !== undefined && openActions(acted).length === 0)
      await append(answerCase(by(), acted));
    return { report, exported, run, case: rightsCase(await events(), id) };
  };
  return {
    store,
    live,
    erase,
    decide,
    add,
    append,
    engine,
    now: () => now,
    entries,
    events,
    by,
    wait: (ms: number) => (now += ms),
  };
}

const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: join(folder, `store-${++counter}.db`) }),
} as const;

describe.each(["memory", "sqlite"] as const)("P-ERASE over the %s store", (kind) => {
  it("leaves no plaintext, salt or row of the person; the log verifies, and they stay suppressed", async () => {
    const all = fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom("ann", "bob", "cyd", "dee", "eve"), { minLength: 1 }),
      fc.nat(4),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (names, chosen, denied) => {
        const { store, live, erase, decide, add, append, entries, events } = world(stores[kind]());
        for (const [index, name] of names.entries()) await live(name, denied[index] ?? false);
        const gone = names[chosen % names.length] ?? "ann";
        const before = await entries();
        const { report, exported, case: of } = await erase(gone);

        expect(exported["consent_evidence"]?.length).toBeGreaterThanOrEqual(2);
        expect(JSON.stringify(exported)).toContain(addressFor(gone));
        for (const other of names)
          if (other !== gone) expect(JSON.stringify(exported)).not.toContain(addressFor(other));

        expect(report.complete).toBe(true);
        expect(of).toMatchObject({ status: "answered" });
        expect(
          of?.actions
            .filter(({ observed }) => observed !== undefined)
            .map(({ dataClass }) => dataClass),
        ).toEqual(["contact", "activity", "messages", "workflows", "consent_evidence"]);

        expect(await store.readContact({ tenant, lookup: { key: `key-${gone}` } })).toBeNull();
        expect(
          await store.readContact({
            tenant,
            lookup: { channel: "email", address: addressFor(gone) },
          }),
        ).toBeNull();
        const after = await entries();
        const mine = (await events()).filter(
          ({ contactPoint, subject }) => contactPoint === `cp_${gone}` || subject === `sub_${gone}`,
        );
        for (const { seq } of mine) expect(after[seq]).not.toHaveProperty("salt");
        expect(JSON.stringify(after)).not.toContain(addressFor(gone));
        for (const other of names)
          if (other !== gone) expect(JSON.stringify(after)).toContain(addressFor(other));

        // The leaves are those from before, bit by bit, and the whole log still hashes to its head.
        expect(after.slice(0, before.length).map(({ leaf }) => leaf)).toEqual(
          before.map(({ leaf }) => leaf),
        );
        const head = await store.readLedgerHead(tenant);
        expect(
          auditLog(after, { checkpoint: { size: head.size, root: treeRoot(head) } }),
        ).toMatchObject({ ok: true });

        // Suppressed first, then erased, then buried: in that order in the log.
        const order = mine.map(({ type }) => type);
        expect(order.indexOf("suppression.added")).toBeLessThan(
          order.indexOf("contactpoint.unlinked"),
        );
        const destroyed = (await events()).flatMap((event) =>
          event.type === "payload.destroyed" ? event.detail.digests : [],
        );
        expect(new Set(destroyed)).toEqual(
          new Set(mine.flatMap(({ payloadDigest }) => payloadDigest ?? [])),
        );

        // The same address from a fresh import: another contact, another point, the same no.
        const again = contact(gone, `${gone}-again`);
        await add(again);
        const point = contactPointId(`cp_${gone}-again`);
        const codes = (await decide(point)).reasons.map(({ code }) => code);
        expect(codes).toContain("SUPPRESSED_ERASED");
        const claim = draftEvent({
          ...{
            id: ids.next(),
            type: "consent.granted",
            contactPoint: point,
            effectiveAt: start + 5000,
            scope: newsletter,
          },
          ...{ actor: { kind: "import" }, method: "api" },
        } as const);
        expect((await append([claim])).refused).toEqual([
          { id: claim.id, code: "SUPPRESSED_ERASED" },
        ]);
        await store.close();
      },
    );
    await fc.assert(all, { numRuns: kind === "memory" ? propertyRuns(500) : 12 });
  });

  it("covers every address the person ever had, and their evidence; only their mailbox comes back", async () => {
    const { store, live, erase, decide, add, append, entries, by, wait } = world(stores[kind]());
    await live("ann", true);
    await live("bob", false);
    const former = contactPointId("cp_ann");
    await store.changeContacts(
      { tenant, now: start, lookups: [{ id: contactId("c_ann") }] },
      ([found = null]) => {
        const ann = readableContact(found);
        return ann === null ? [] : [{ contact: { ...ann, points: contact("anna").points } }];
      },
    );
    const held = await store.readPoints({ tenant, contact: contactId("c_ann") });
    expect(held.map(({ id }) => id)).toEqual([former, "cp_anna"]);

    const { report, exported } = await erase("ann");
    expect(exported["consent_evidence"]).toHaveLength(3);
    expect(report.outcomes.map(({ dataClass, outcome }) => [dataClass, outcome])).toEqual([
      ["contact", "done"],
      ["activity", "done"],
      ["messages", "done"],
      ["workflows", "nothing_found"],
      ["consent_evidence", "done"],
    ]);
    const evidence = (await entries()).filter(({ payload, salt }) => payload ?? salt);
    expect(evidence.map((entry) => readEvent(entry).subject)).toEqual(["sub_bob", "sub_bob"]);

    for (const name of ["ann", "anna"]) {
      wait(86_400_000);
      await add(contact(name, `${name}-again`));
      const point = contactPointId(`cp_${name}-again`);
      const codes = (await decide(point)).reasons.map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(["SUPPRESSED_ERASED", "ERASED"]));
      const cells = [newsletter];
      const ask = requestConsent(by(), {
        ...{ contactPoint: point, mode: "double", notice: "0".repeat(64), cells },
      });
      expect((await append(ask.drafts)).refused).toEqual([]);
      const asked = { messageClass: "confirmation_request" } as const;
      expect((await decide(point, asked)).allowed).toBe(true);
      wait(1000);
      const known = await store.readConsent({ tenant, contactPoint: point });
      const projection = known === null ? undefined : addressProjection(known);
      if (projection === undefined || ask.confirmation === undefined) throw new Error("not asked");
      const yes = confirmConsent(by(), projection, {
        contactPoint: point,
        request: ask.confirmation.eventId,
        nonce: ask.confirmation.nonce,
        method: "double_opt_in_post",
      });
      if (!yes.confirmed) throw new Error(yes.code);
      expect((await append(yes.drafts)).refused).toEqual([]);
      expect(await decide(point)).toMatchObject({ allowed: true, basis: "consent" });
    }
    await store.close();
  });

  it("finds what was merged into the person, and repeats without harm", async () => {
    const { store, live, erase, append, entries, by, decide } = world(stores[kind]());
    await live("ann", true);
    await live("old", false);
    const [into, from] = [contactPointId("cp_ann"), contactPointId("cp_old")];
    await append(mergeContactPoints(by(), { subject: "sub_ann", into, from }));
    const { report, run } = await erase("ann");
    expect(report.complete).toBe(true);
    const left = (await entries())
      .filter(({ payload }) => payload !== undefined)
      .map((entry) => readEvent(entry).subject);
    expect(left).toEqual(["sub_old"]);
    expect((await decide(from)).reasons.map(({ code }) => code)).toContain("SUPPRESSED_ERASED");
    const size = (await store.readLedgerHead(tenant)).size;
    await expect(run()).resolves.toMatchObject({
      complete: true,
      outcomes: expect.arrayContaining([
        expect.objectContaining({ dataClass: "contact", outcome: "nothing_found" }),
      ]),
    });
    const added = (await entries()).slice(size).map(({ type }) => type);
    expect(new Set(added)).toEqual(new Set(["dsr.action"]));
    await store.close();
  });
});

describe("P-ERASE with failures", () => {
  it("is whole after a repetition, whichever call it had died at", async () => {
    for (let kill = 0, died = true; died; kill++) {
      const { store, live, decide, engine, entries, now } = world(memoryStore());
      await live("ann", false);
      await store.changeContacts(
        { tenant, now: start, lookups: [{ id: contactId("c_ann") }] },
        ([found = null]) => {
          const ann = readableContact(found);
          return ann === null ? [] : [{ contact: { ...ann, points: contact("anna").points } }];
        },
      );
      let left = kill;
      const calling = <T extends object>(target: T): T =>
        new Proxy(target, {
          get: (from, name) => {
            const value: unknown = Reflect.get(from, name);
            if (name === "store" && typeof value === "object" && value !== null)
              return calling(value);
            if (typeof value !== "function") return value;
            return (...given: readonly unknown[]) => {
              if (left-- === 0) throw new Error("killed");
              return Reflect.apply(value, from, given);
            };
          },
        });
      const parts = { tenant, ids, clock: { now } };
      const subject = { contact: contactId("c_ann"), subject: "sub_ann", points: [] };
      const dying = storeHolder({ ...parts, engine: calling(engine) });
      died = await dying.erase(subject, dying.classes).then(
        () => false,
        () => true,
      );
      const holder = storeHolder({ ...parts, engine });
      const { observed } = await holder.erase(subject, holder.classes);
      expect(observed.filter(({ outcome }) => outcome === "failed")).toEqual([]);
      const log = await entries();
      expect(log.filter(({ payload, salt }) => payload ?? salt)).toEqual([]);
      const events = log.map((entry) => readEvent(entry));
      const buried = events.flatMap((event) =>
        event.type === "payload.destroyed" ? event.detail.digests : [],
      );
      expect(new Set(buried)).toEqual(new Set(events.flatMap((each) => each.payloadDigest ?? [])));
      for (const name of ["ann", "anna"]) {
        const unlinked = events.filter(
          ({ type, contactPoint }) =>
            type === "contactpoint.unlinked" && contactPoint === `cp_${name}`,
        );
        expect(unlinked, `${name} after ${kill}`).toHaveLength(1);
        const codes = (await decide(contactPointId(`cp_${name}`))).reasons.map(({ code }) => code);
        expect(codes).toContain("SUPPRESSED_ERASED");
      }
      expect(kill).toBeLessThan(100);
    }
  });
});

describe("P-ERASE in the files of a SQLite store", () => {
  it("finds no byte of the people erased, and all of the others", async () => {
    const { store, live, erase } = world(sqliteStore({ path: join(folder, "store.db") }));
    const names = Array.from({ length: 12 }, (_, index) => `person${index}x`);
    for (const [index, name] of names.entries()) await live(name, index % 2 === 0);
    const erased = names.filter((_, index) => index % 3 === 0);
    const salts = new Map<string, readonly string[]>();
    for (const name of erased) {
      const { items } = await store.readLedger({
        tenant,
        contactPoint: contactPointId(`cp_${name}`),
      });
      salts.set(
        name,
        items.flatMap(({ salt }) => salt ?? []),
      );
    }
    for (const name of erased) await erase(name);
    const check = (): void => {
      const raw = files();
      for (const name of names)
        expect(raw.includes(addressFor(name)), name).toBe(!erased.includes(name));
      for (const [name, all] of salts) {
        expect(all.length, name).toBeGreaterThan(0);
        for (const salt of all) expect(raw.includes(salt), name).toBe(false);
      }
    };
    check();
    await store.close();
    check();
  });
});
