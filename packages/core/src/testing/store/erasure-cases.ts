import { contactPointId } from "../../identifiers.js";
import { equal, present } from "../expectations.js";
import { append } from "./consent-cases.js";
import { seed } from "./every-call.js";
import {
  acme,
  add,
  at,
  claimAll,
  consentEvent,
  everything,
  gate,
  nothing,
  person,
  report,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const ann = person("ann");

export const erasureCases = (test: StoreTest): readonly StoreCase[] => [
  test("erases a person and everything about them, and nobody else", async (store) => {
    await seed(store);
    const inputs = [report("ann", "delivered")];
    await store.ingest({ ...at(t0), needs: nothing, inputs }, () => unrouted);
    const { removed } = await store.eraseContact({ ...at(t0), contact: ann.id });
    const { contacts, contactPoints, messages, enrollments, payloads } = removed;
    equal([contacts, contactPoints, messages, enrollments, payloads], [1, 1, 1, 1, 1], "counts");
    equal(await store.readContact({ tenant: acme, lookup: { key: "ann" } }), null, "contact");
    const lookup = { channel: "email", address: "ann@example.com" } as const;
    equal(await store.readContact({ tenant: acme, lookup }), null, "by address");
    const call = { tenant: acme, contact: ann.id };
    equal((await store.readEnrollments(call)).items, [], "enrolments");
    equal((await store.readOutbox(call)).items, [], "messages");
    equal((await store.readStepLog(call)).items, [], "step log");
    equal(await store.readFacts({ ...at(t0), contact: ann.id, needs: everything }), null, "facts");
    equal(
      (await store.readContacts({ tenant: acme })).items.map((one) => one.key),
      ["bob"],
      "who is left",
    );
    equal((await store.readEnrollments({ tenant: acme })).items.length, 1, "runs that are left");
    equal((await store.readOutbox({ tenant: acme })).items.length, 1, "messages that are left");
  }),
  test("keeps the log, the projection and the suppression of a person it erased", async (store) => {
    await add(store, ann);
    await append(
      store,
      t0,
      consentEvent("ann", "e1"),
      consentEvent("ann", "e2", "consent.withdrawn"),
    );
    const before = (await store.readLedger({ tenant: acme })).items;
    await store.eraseContact({ ...at(t0 + 1), contact: ann.id });
    const after = (await store.readLedger({ tenant: acme })).items;
    const bare = before.map(({ payload: _payload, salt: _salt, ...entry }) => entry);
    equal(after, bare, "the log, without payloads and salts");
    equal((await store.readLedgerHead(acme)).size, 2, "size");
    const fingerprint = present(gate.fingerprints("email", "ann@example.com")[0], "fingerprint");
    const consent = present(
      await store.readConsent({ tenant: acme, fingerprint }),
      "consent by fingerprint",
    );
    equal([consent.projection, consent.suppressions.length], ["denied", 1], "consent");
  }),
  test("still suppresses an erased person who is imported again", async (store) => {
    await add(store, ann);
    await append(store, t0, consentEvent("ann", "e1", "complaint"));
    await store.eraseContact({ ...at(t0), contact: ann.id });
    const points = ann.points.map((point) => ({ ...point, id: contactPointId("point-new") }));
    await add(store, person("again", { points, key: "ann" }));
    const facts = await store.readFacts({
      ...at(t0),
      contact: person("again").id,
      needs: everything,
    });
    equal(facts?.consent[0]?.suppressions.length, 1, "suppressions");
    const fingerprint = present(points[0]?.fingerprints[0], "fingerprint");
    const consent = await store.readConsent({ tenant: acme, fingerprint });
    equal(consent?.contactPoint, "point-new", "the living point comes first");
  }),
  test("erases nobody twice, and lets nothing of them come back", async (store) => {
    await seed(store);
    await store.eraseContact({ ...at(t0), contact: ann.id });
    const { removed } = await store.eraseContact({ ...at(t0), contact: ann.id });
    equal(
      Object.values(removed).reduce((sum, count) => sum + count, 0),
      0,
      "removed the second time",
    );
    const inputs = [visit("ann", "late"), report("ann", "opened")];
    equal(
      (await store.ingest({ ...at(t0), needs: nothing, inputs }, () => unrouted)).orphaned,
      2,
      "late events",
    );
    equal((await claimAll(store, t0)).length, 0, "messages to claim");
    equal(
      (await store.advance({ ...at(t0), limit: 9, needs: nothing }, () => [])).processed,
      0,
      "runs to advance",
    );
  }),
];
