import { memoryStore } from "@wellsent/adapters/memory";
import { consentGate, suppressionKeys } from "@wellsent/consent";
import { draftEvent, readEvent } from "@wellsent/consent/ledger";
import { defaultRetention, forgetUnconfirmed, runRetention } from "@wellsent/consent/retention";
import { euRules } from "@wellsent/consent/rules";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  readableContact,
  tenantId,
} from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { storeEngine } from "./store-engine.js";

const tenant = tenantId("acme");
const day = 86_400_000;
const start = Date.UTC(2026, 2, 1);
const keys = suppressionKeys({ current: { kid: "p1", secret: new Uint8Array(32).fill(7) } });
const gate = consentGate({ rules: [euRules], keys });
const scope = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;
let count = 0;
const ids = { next: () => `id_${++count}` };
const random = {
  bytes: (length: number) => Uint8Array.from({ length }, (_, index) => (index + ++count) % 256),
};

function contact(name: string): ContactRecord {
  return {
    ...{
      tenant,
      id: contactId(`c_${name}`),
      key: name,
      lists: [],
      locale: null,
      timeZone: null,
      jurisdiction: null,
    },
    points: [
      {
        ...{ id: contactPointId(`cp_${name}`), channel: "email", address: `${name}@example.com` },
        fingerprints: keys.fingerprints("email", `${name}@example.com`),
      },
    ],
    ...{ attributes: {}, createdAt: start, updatedAt: start, revision: 0 },
  };
}

describe("a retention run over a store", () => {
  it("destroys what is due, lets go of those who never confirmed and denied nothing, and says so in the log", async () => {
    const store = memoryStore();
    const at = (now: number) => ({ tenant, now });
    const names = ["silent", "denied", "alive"];
    await store.changeContacts({ ...at(start), lookups: [] }, () =>
      names.map((name) => ({ contact: contact(name) })),
    );
    const common = (name: string) =>
      ({
        id: `${name}_ask`,
        contactPoint: contactPointId(`cp_${name}`),
        effectiveAt: start,
        scope,
        method: "form",
      }) as const;
    const actor = { kind: "subject" } as const;
    const payload = { ip: "203.0.113.9" };
    const drafts = [
      ...names.map((name) =>
        draftEvent({ ...common(name), type: "consent.requested", actor, payload }, random),
      ),
      draftEvent(
        { ...common("denied"), id: "denied_no", type: "consent.withdrawn", actor, payload },
        random,
      ),
      draftEvent(
        {
          ...common("alive"),
          id: "alive_yes",
          type: "consent.confirmed",
          actor,
          method: "double_opt_in_post",
          caused: ["alive_ask"],
          payload,
        },
        random,
      ),
    ];
    let now = start;
    const engine = storeEngine(store, gate, () => now);
    expect((await engine.record(tenant, drafts)).refused).toEqual([]);

    now = start + 60 * day;
    const rules = [...defaultRetention, forgetUnconfirmed];
    const run = () => runRetention({ engine, tenant, rules, by: { ids, random, now } });
    expect(await run()).toMatchObject({ destroyed: 2, unlinked: 1, kept: 0, plan: { held: [] } });

    const left = (await store.readContacts({ tenant })).items.map(({ key }) => key);
    expect(left.toSorted()).toEqual(["alive", "denied"]);
    const log = (await store.readLedger({ tenant })).items;
    expect(log.filter(({ payload: kept }) => kept !== undefined).map(({ id }) => id)).toEqual([
      "alive_ask",
      "denied_no",
      "alive_yes",
    ]);
    // Who is let go is suppressed in the same commit: only their own mailbox brings them back.
    expect(log.slice(5).map((entry) => readEvent(entry))).toMatchObject([
      { type: "suppression.added", contactPoint: "cp_silent", detail: { reason: "erased" } },
      { type: "payload.destroyed", detail: { reason: "retention" } },
      {
        type: "retention.applied",
        detail: {
          policy: "unconfirmed-requests",
          counts: [{ dataClass: "unconfirmed_request", count: 2 }],
        },
      },
      {
        type: "retention.applied",
        detail: {
          policy: "unconfirmed-contacts",
          counts: [{ dataClass: "unconfirmed_contact", count: 1 }],
        },
      },
    ]);
    expect(await run()).toMatchObject({ destroyed: 0, unlinked: 0 });
    expect((await store.readLedger({ tenant })).items).toHaveLength(log.length);
  });

  it("keeps somebody who denied anything at an address they had before", async () => {
    const store = memoryStore();
    let now = start;
    const engine = storeEngine(store, gate, () => now);
    const add = contact("ann");
    await store.changeContacts({ tenant, now, lookups: [] }, () => [{ contact: add }]);
    const scoped = { scope, effectiveAt: start, actor: { kind: "subject" } } as const;
    const no = { contactPoint: contactPointId("cp_ann"), method: "form" } as const;
    const ask = { contactPoint: contactPointId("cp_now"), method: "form" } as const;
    await engine.record(tenant, [
      draftEvent({ ...scoped, ...no, id: "no", type: "consent.withdrawn" }),
    ]);
    await store.changeContacts({ tenant, now, lookups: [{ id: add.id }] }, ([found = null]) => {
      const known = readableContact(found);
      return known === null ? [] : [{ contact: { ...known, points: contact("now").points } }];
    });
    await engine.record(tenant, [
      draftEvent({ ...scoped, ...ask, id: "ask", type: "consent.requested" }),
    ]);
    now = start + 60 * day;
    const rules = [...defaultRetention, forgetUnconfirmed];
    const report = await runRetention({ engine, tenant, rules, by: { ids, random, now } });
    expect(report).toMatchObject({ unlinked: 0, kept: 1 });
    expect((await store.readContacts({ tenant })).items).toHaveLength(1);
  });

  it("touches nothing under a legal hold", async () => {
    const store = memoryStore();
    await store.changeContacts({ tenant, now: start, lookups: [] }, () => [
      { contact: contact("held") },
    ]);
    const contactPoint = contactPointId("cp_held");
    const drafts = [
      draftEvent(
        {
          id: "ask",
          type: "consent.requested",
          contactPoint,
          effectiveAt: start,
          scope,
          method: "form",
          actor: { kind: "subject" },
          payload: { ip: "1" },
        },
        random,
      ),
      draftEvent({
        id: "hold",
        type: "legalhold.set",
        contactPoint,
        effectiveAt: start,
        actor: { kind: "operator" },
        detail: { hold: "h1" },
      }),
    ];
    const engine = storeEngine(store, gate, () => start);
    await engine.record(tenant, drafts);
    const rules = [...defaultRetention, forgetUnconfirmed];
    const report = await runRetention({
      engine,
      tenant,
      rules,
      by: { ids, random, now: start + 400 * day },
    });
    expect(report).toMatchObject({ destroyed: 0, unlinked: 0, plan: { held: [{ event: "ask" }] } });
  });
});
