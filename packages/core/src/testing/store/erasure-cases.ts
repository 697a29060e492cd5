import { contactPointId } from "../../identifiers.js";
import type { ConsentDraft } from "../../ports/consent-gate.js";
import type { Store } from "../../ports/store/store.js";
import { equal, present, rejectsWithCode } from "../expectations.js";
import { append } from "./consent-cases.js";
import { snapshot } from "./every-call.js";
import {
  acme,
  add,
  advanceCall,
  at,
  claimAll,
  consentEvent,
  everything,
  finishing,
  gate,
  person,
  reactions,
  report,
  t0,
  visit,
} from "./fixtures.js";
import { seed } from "./seed.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const ann = person("ann");
const suppression = consentEvent("ann", "erase-ann", "erased");

function erase(
  store: Store,
  now: number,
  ...suppress: readonly ConsentDraft[]
): ReturnType<Store["eraseContact"]> {
  return store.eraseContact({ ...at(now), contact: ann.id, suppress }, reactions());
}

/** The same contact under another address: its former point stays known. */
function moved(revision: number) {
  const address = "ann@elsewhere.example";
  const id = contactPointId("point-moved");
  const fingerprints = gate.fingerprints("email", address);
  return person("ann", { revision, points: [{ id, channel: "email", address, fingerprints }] });
}

export function erasureCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("erases a person and everything about them, and nobody else", async (store) => {
      await seed(store);
      await store.ingest({ ...at(t0), inputs: [report("ann", "delivered")] }, reactions());
      const { removed } = await erase(store, t0, suppression);
      const { contacts, contactPoints, messages, enrollments, payloads } = removed;
      equal([contacts, contactPoints, messages, enrollments, payloads], [1, 1, 2, 2, 2], "counts");
      equal(await store.readContact({ tenant: acme, lookup: { key: "ann" } }), null, "contact");
      const lookup = { channel: "email", address: "ann@example.com" } as const;
      equal(await store.readContact({ tenant: acme, lookup }), null, "by address");
      const call = { tenant: acme, contact: ann.id };
      equal((await store.readEnrollments(call)).items, [], "enrolments");
      equal((await store.readOutbox(call)).items, [], "messages");
      equal((await store.readStepLog(call)).items, [], "step log");
      equal(await store.readPoints(call), [], "points");
      equal((await store.readQuarantine({ tenant: acme })).items, [], "what was put aside");
      equal(
        await store.readFacts({ ...at(t0), contact: ann.id, needs: everything }),
        null,
        "facts",
      );
      const [fingerprint = ""] = ann.points[0]?.fingerprints ?? [];
      equal(await store.readOwners({ tenant: acme, fingerprint }), [], "owners of the address");
      equal(
        (await store.readContacts({ tenant: acme })).items.map((one) => one.key),
        ["bob"],
        "who is left",
      );
      equal((await store.readEnrollments({ tenant: acme })).items.length, 1, "runs that are left");
      equal((await store.readOutbox({ tenant: acme })).items.length, 1, "messages that are left");
      equal(await store.integrity(acme), [], "damage");
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
      await erase(store, t0 + 1, suppression);
      const after = (await store.readLedger({ tenant: acme })).items;
      const bare = before.map(({ payload: _payload, salt: _salt, ...entry }) => entry);
      equal(after.slice(0, 2), bare, "the log, without payloads and salts");
      equal([after[2]?.id, after[2]?.payload], ["erase-ann", undefined], "the erasure in the log");
      equal((await store.readLedgerHead(acme)).size, 3, "size");
      const fingerprint = present(gate.fingerprints("email", "ann@example.com")[0], "fingerprint");
      const consent = present(
        await store.readConsent({ tenant: acme, fingerprint }),
        "consent by fingerprint",
      );
      equal(
        [consent.projection, consent.suppressions.map(({ reason }) => reason).toSorted()],
        ["denied", ["consent.withdrawn", "erased"]],
        "consent",
      );
    }),
    test("erases nobody without the denial that keeps them from being written to", async (store) => {
      await seed(store);
      const before = await snapshot(store, acme);
      for (const suppress of [[], [consentEvent("ann", "weak", "consent.withdrawn")]]) {
        await rejectsWithCode(
          () => erase(store, t0, ...suppress),
          "STORE_ERASURE_UNSUPPRESSED",
          "an erasure that suppresses nothing as erased",
        );
      }
      equal(await snapshot(store, acme), before, "the store afterwards");
      await append(store, t0, suppression);
      equal((await erase(store, t0)).removed["contacts"], 1, "suppressed before the call");
    }),
    test("asks for the denial under every fingerprint, and of every point there ever was", async (store) => {
      const points = ann.points.map((point) => ({
        ...point,
        fingerprints: [...point.fingerprints, "second-key"],
      }));
      await add(store, person("ann", { points }));
      await add(store, moved(1));
      const now = { ...suppression, id: "now", contactPoint: contactPointId("point-moved") };
      await rejectsWithCode(
        () => erase(store, t0, now),
        "STORE_ERASURE_UNSUPPRESSED",
        "the former point is not covered",
      );
      const halved = reactions({
        append: (state, drafts) => {
          const result = gate.append(state, drafts);
          const kept = result.suppress.filter(({ fingerprint }) => fingerprint !== "second-key");
          return { ...result, suppress: kept };
        },
      });
      const call = { ...at(t0), contact: ann.id, suppress: [now, suppression] };
      await rejectsWithCode(
        () => store.eraseContact(call, halved),
        "STORE_ERASURE_UNSUPPRESSED",
        "one fingerprint is not covered",
      );
      equal((await store.readLedgerHead(acme)).size, 0, "nothing was appended");
      equal(
        (await store.eraseContact(call, reactions())).removed["contacts"],
        1,
        "all are covered",
      );
      equal(await store.readPoints({ tenant: acme, contact: ann.id }), [], "points afterwards");
    }),
    test("destroys the payloads of former points as well", async (store) => {
      await add(store, ann);
      await append(store, t0, consentEvent("ann", "e1"));
      await add(store, moved(1));
      const now = { ...suppression, id: "now", contactPoint: contactPointId("point-moved") };
      const { removed } = await erase(store, t0, now, suppression);
      equal(removed["payloads"], 3, "payloads");
      const { items } = await store.readLedger({ tenant: acme });
      equal(
        items.filter((entry) => entry.payload !== undefined),
        [],
        "entries with payloads",
      );
    }),
    test("still suppresses an erased person who is imported again", async (store) => {
      await add(store, ann);
      await append(store, t0, consentEvent("ann", "e1", "complaint"));
      await erase(store, t0, suppression);
      const points = ann.points.map((point) => ({ ...point, id: contactPointId("point-new") }));
      await add(store, person("again", { points, key: "ann" }));
      const facts = await store.readFacts({
        ...at(t0),
        contact: person("again").id,
        needs: everything,
      });
      equal(
        [facts?.consent[0]?.suppressions.length, facts?.consent[0]?.elsewhere],
        [2, ["denied"]],
        "suppressions, and what the former point says",
      );
      const fingerprint = present(points[0]?.fingerprints[0], "fingerprint");
      const consent = await store.readConsent({ tenant: acme, fingerprint });
      equal(consent?.contactPoint, "point-new", "the living point comes first");
      const owners = await store.readOwners({ tenant: acme, fingerprint });
      equal(
        owners.map(({ id }) => id),
        ["contact-again"],
        "owners of the address",
      );
    }),
    test("erases nobody twice, and lets nothing of them come back", async (store) => {
      await seed(store);
      await erase(store, t0, suppression);
      const { removed } = await erase(store, t0, suppression);
      equal(
        Object.values(removed).reduce((sum, count) => sum + count, 0),
        0,
        "removed the second time",
      );
      const inputs = [visit("ann", "late"), report("ann", "opened")];
      equal((await store.ingest({ ...at(t0), inputs }, reactions())).orphaned, 2, "late events");
      equal((await claimAll(store, t0, { worker: "late" })).length, 0, "messages to claim");
      equal((await store.advance(advanceCall(t0), finishing)).processed, 0, "runs to advance");
    }),
  ];
}
