// Longer than other files: all cases of the store contract about consent, in one list.
import { contactPointId, type TenantId, tenantId } from "../../identifiers.js";
import type {
  AppendResult,
  AppendState,
  ConsentDraft,
  LedgerEntry,
} from "../../ports/consent-gate.js";
import type { Store } from "../../ports/store/store.js";
import { ensure, equal, present, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  claimCall,
  consentEvent,
  everything,
  gate,
  judge,
  loadMessage,
  loadStatus,
  look,
  person,
  reactions,
  refusing,
  send,
  settleSegments,
  t0,
} from "./fixtures.js";
import { queueFour } from "./outbox-cases.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** Appends through the fake gate. */
export function append(
  store: Store,
  now: number,
  ...drafts: readonly ConsentDraft[]
): Promise<AppendResult> {
  return store.appendConsent({ ...at(now), drafts }, reactions());
}

/** An append whose gate answers with something else. */
function spoiled(
  store: Store,
  drafts: readonly ConsentDraft[],
  change: (result: AppendResult, state: AppendState) => AppendResult,
): Promise<AppendResult> {
  return store.appendConsent(
    { ...at(t0), drafts },
    reactions({ append: (state, given) => change(gate.append(state, given), state) }),
  );
}

async function wholeLedger(store: Store, tenant: TenantId): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  let after: string | null = null;
  do {
    const page = await store.readLedger({ tenant, limit: 2, ...(after === null ? {} : { after }) });
    entries.push(...page.items);
    after = page.next;
  } while (after !== null);
  return entries;
}

export function consentCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("appends log, payloads, projections, suppressions and tiles together", async (store) => {
      await add(store, person("ann"));
      const point = contactPointId("point-ann");
      equal(await store.readLedgerHead(acme), { size: 0, frontier: [] }, "an empty ledger");
      await append(store, t0 + 1, consentEvent("ann", "e1"));
      await append(store, t0 + 2, consentEvent("ann", "e2", "consent.withdrawn"));
      const ledger = await wholeLedger(store, acme);
      equal(
        ledger.map((entry) => [
          entry.seq,
          entry.id,
          entry.type,
          entry.contactPoint,
          entry.recordedAt - t0,
        ]),
        [
          [0, "e1", "consent.granted", "point-ann", 1],
          [1, "e2", "consent.withdrawn", "point-ann", 2],
        ],
        "ledger",
      );
      equal(ledger[0]?.payload, { ip: "192.0.2.7" }, "payload");
      equal(ledger[0]?.salt, "5a".repeat(32), "salt");
      equal((await store.readLedgerHead(acme)).size, 2, "size");
      const consent = present(
        await store.readConsent({ tenant: acme, contactPoint: point }),
        "consent",
      );
      equal(
        [consent.projection, consent.logSize, consent.suppressions.length],
        ["denied", 2, 1],
        "consent",
      );
      const [tile, missing] = await store.readTiles({
        tenant: acme,
        tiles: [
          { level: 0, index: 0 },
          { level: 1, index: 0 },
        ],
      });
      equal([tile?.hashes.length, missing], [128, null], "tiles");
    }),
    test("gives a name that drafts claim to one contact, in one append", async (store) => {
      await add(store, person("ann"), person("bob"));
      const claiming = reactions({ claimIn: ({ type }) => (type === "opened" ? "17" : undefined) });
      const open = (...drafts: readonly ConsentDraft[]) =>
        store.appendConsent({ ...at(t0 + 1), drafts }, claiming);
      const [ann, bob] = ["ann", "bob"].map((name) => consentEvent(name, `o-${name}`, "opened"));
      const both = [present(ann, "ann"), present(bob, "bob"), consentEvent("bob", "e1")];
      const first = await open(...both, consentEvent("ann", "o-2", "opened"));
      equal(first.refused, [{ id: "o-bob", code: "NAME_TAKEN" }], "of somebody else meanwhile");
      equal(
        first.entries.map(({ id }) => id),
        ["o-ann", "e1", "o-2"],
        "entries",
      );
      equal((await open(...both)).refused, [{ id: "o-bob", code: "NAME_TAKEN" }], "told again");
      const later = await open(consentEvent("ann", "o-3", "opened"), consentEvent("ann", "e2"));
      equal(later.refused, [{ id: "o-3", code: "NAME_TAKEN" }], "opened again");
      equal((await wholeLedger(store, acme)).length, 4, "ledger");
    }),
    test("lets a name be claimed after who claimed it was refused", async (store) => {
      await add(store, person("ann"));
      const claiming = reactions({
        claimIn: () => "17",
        append: (state, drafts) =>
          gate.append(
            state,
            drafts.filter(({ id }) => id !== "no"),
          ),
      });
      const open = (id: string) =>
        store.appendConsent({ ...at(t0 + 1), drafts: [consentEvent("ann", id)] }, claiming);
      await open("no");
      equal((await open("yes")).refused, [], "the second");
    }),
    test("records what comes in with drafts, once and in the same call", async (store) => {
      await queueFour(store);
      const drafts = [consentEvent("ann", "e1", "consent.withdrawn")];
      const { key: message } = await loadMessage(store, "ann");
      const told = { type: "unsubscribed", dedupeKey: "left", message, at: t0 } as const;
      const inputs = [{ kind: "delivery", event: told }] as const;
      const seen: string[] = [];
      const quiet = reactions({
        draftsFor: () => [],
        route: ({ inputs: given }) => {
          seen.push(...given.map(({ kind }) => kind));
          return { start: [], log: [], dirty: false };
        },
      });
      for (const _ of ["first", "again"])
        await store.appendConsent({ ...at(t0), drafts, inputs }, quiet);
      equal(seen, ["delivery", "event"], "routed");
      equal((await store.ingest({ ...at(t0), inputs }, quiet)).duplicate, 1, "on record");
    }),
    test("reads leaves back byte for byte", async (store) => {
      await add(store, person("ann"));
      const result = await append(store, t0, {
        ...consentEvent("ann", "e1"),
        fields: { text: 'Ünï "\u2028' },
      });
      equal((await wholeLedger(store, acme))[0]?.leaf, result.entries[0]?.leaf, "leaf");
    }),
    test("reports known ids to the gate, so that the same event twice is one", async (store) => {
      await add(store, person("ann"));
      await append(store, t0, consentEvent("ann", "e1"));
      const states: AppendState[] = [];
      await store.appendConsent(
        { ...at(t0 + 1), drafts: [consentEvent("ann", "e1"), consentEvent("ann", "e2")] },
        reactions({
          append: (state, drafts) => {
            states.push(state);
            return gate.append(state, drafts);
          },
        }),
      );
      const state = present(states[0], "the state read");
      equal(
        [state.known, state.head.size, state.tenant, state.now],
        [["e1"], 1, acme, t0 + 1],
        "state",
      );
      equal(
        state.points[0]?.fingerprints,
        gate.fingerprints("email", "ann@example.com"),
        "fingerprints",
      );
      equal(
        [state.points[0]?.projection, state.tiles.length],
        ["granted", 1],
        "projection and unfinished tiles",
      );
      equal(
        (await wholeLedger(store, acme)).map((entry) => entry.id),
        ["e1", "e2"],
        "ledger",
      );
    }),
    test("refuses entries that leave a gap or repeat an id, and writes nothing of them", async (store) => {
      await add(store, person("ann"));
      await append(store, t0, consentEvent("ann", "e1"));
      const changes: readonly ((result: AppendResult) => AppendResult)[] = [
        (result) => ({
          ...result,
          entries: result.entries.map((entry) => ({ ...entry, seq: entry.seq + 1 })),
        }),
        (result) => ({
          ...result,
          entries: result.entries.map((entry) => ({ ...entry, id: "e1" })),
        }),
        (result) => ({ ...result, head: { ...result.head, size: 7 } }),
        (result) => ({ ...result, entries: [] }),
      ];
      const drafts = [consentEvent("ann", "e2", "consent.withdrawn")];
      for (const change of changes) {
        await rejectsWithCode(
          () => spoiled(store, drafts, change),
          "STORE_LEDGER_MISMATCH",
          "a spoiled result",
        );
      }
      equal((await wholeLedger(store, acme)).length, 1, "ledger");
      const consent = await store.readConsent({
        tenant: acme,
        contactPoint: contactPointId("point-ann"),
      });
      equal([consent?.projection, consent?.suppressions], ["granted", []], "consent");
    }),
    test("keeps every append when several come at once", async (store) => {
      await add(store, person("ann"), person("bob"));
      const names = ["ann", "bob", "ann", "bob", "ann", "bob"];
      await Promise.all(
        names.map((name, index) => append(store, t0, consentEvent(name, `e${index}`))),
      );
      const ledger = await wholeLedger(store, acme);
      equal(
        ledger.map((entry) => entry.seq),
        [0, 1, 2, 3, 4, 5],
        "sequence",
      );
      equal(new Set(ledger.map((entry) => entry.id)).size, 6, "ids");
    }),
    test("fills tiles over many appends, and hands back only the unfinished ones", async (store) => {
      await add(store, person("ann"));
      const drafts = (from: number, count: number): readonly ConsentDraft[] =>
        Array.from({ length: count }, (_, index) => consentEvent("ann", `e${from + index}`));
      await append(store, t0, ...drafts(0, 250));
      await append(store, t0, ...drafts(250, 10));
      const tiles = await store.readTiles({
        tenant: acme,
        tiles: [
          { level: 0, index: 1 },
          { level: 0, index: 0 },
        ],
      });
      equal(
        tiles.map((tile) => (tile?.hashes.length ?? 0) / 64),
        [4, 256],
        "hashes",
      );
      await spoiled(store, drafts(260, 1), (result, state) => {
        equal(
          state.tiles.map((tile) => [tile.level, tile.index]),
          [[0, 1]],
          "unfinished tiles",
        );
        return result;
      });
    }),
    test("finds suppressions of every fingerprint, adds each once, and releases by reason", async (store) => {
      const point = {
        id: contactPointId("point-ann"),
        channel: "email",
        address: "ann@example.com",
      } as const;
      await add(
        store,
        person("ann", { points: [{ ...point, fingerprints: ["new-key", "old-key"] }] }),
      );
      let count = 0;
      const change = (over: Partial<AppendResult>): Promise<AppendResult> => {
        count += 1;
        return spoiled(store, [consentEvent("ann", `note-${count}`, "note")], (result) => ({
          ...result,
          ...over,
        }));
      };
      const entry = { fingerprint: "old-key", reason: "complaint", addedAt: t0 };
      const scoped = {
        fingerprint: "new-key",
        reason: "withdrawn",
        addedAt: t0,
        scope: { topic: "news" },
      };
      await change({
        suppress: [entry, scoped, { fingerprint: "somebody", reason: "complaint", addedAt: t0 }],
      });
      await change({ suppress: [{ ...entry, addedAt: t0 + 5 }] });
      const fingerprints = ["somebody", "old-key", "nobody"];
      const known = await store.readSuppressions({ tenant: acme, fingerprints });
      equal([...known.keys()].sort(), ["old-key", "somebody"], "suppressed fingerprints");
      equal(
        known.get("somebody"),
        [{ fingerprint: "somebody", reason: "complaint", addedAt: t0 }],
        "what is suppressed of an address that nobody had",
      );
      equal(
        (await store.readSuppressions({ tenant: tenantId("other"), fingerprints })).size,
        0,
        "suppressed fingerprints of another tenant",
      );
      const reasons = async (): Promise<unknown> => {
        const consent = await store.readConsent({ tenant: acme, contactPoint: point.id });
        return [...(consent?.suppressions ?? [])].sort((a, b) => (a.reason < b.reason ? -1 : 1));
      };
      equal(await reasons(), [entry, scoped], "suppressions");
      await change({ release: [{ fingerprint: "old-key", reason: "withdrawn" }] });
      equal(await reasons(), [entry, scoped], "after a release of another reason");
      await change({ release: [{ fingerprint: "old-key", reason: "complaint" }] });
      equal(await reasons(), [scoped], "after the release");
    }),
    test("reads consent by fingerprint, and none of a person it never knew", async (store) => {
      await add(store, person("ann"));
      await append(store, t0, consentEvent("ann", "e1"));
      const fingerprint = present(gate.fingerprints("email", "ann@example.com")[0], "fingerprint");
      const consent = await store.readConsent({ tenant: acme, fingerprint });
      equal([consent?.contactPoint, consent?.projection], ["point-ann", "granted"], "consent");
      const many = await store.readConsents({
        tenant: acme,
        fingerprints: ["nobody", fingerprint],
      });
      equal([...many], [[fingerprint, consent]], "many fingerprints at once");
      equal(
        await store.readConsent({ tenant: acme, fingerprint: "nobody" }),
        null,
        "an unknown fingerprint",
      );
      equal(
        await store.readConsent({ tenant: acme, contactPoint: contactPointId("none") }),
        null,
        "an unknown point",
      );
    }),
    test("shows a withdrawal to every claim that begins after it is committed", async (store) => {
      await queueFour(store);
      await append(store, t0, consentEvent("bob", "w1", "consent.withdrawn"));
      const verdicts = judge(
        ({ facts }) =>
          facts.consent.some(({ projection }) => projection === "denied")
            ? { verdict: "skip", reasons: refusing.reasons }
            : send,
        everything,
      );
      await store.claimOutbox(claimCall(t0 + 3), verdicts);
      equal(
        [await loadStatus(store, "ann"), await loadStatus(store, "bob")],
        ["claimed", "skipped"],
        "claimed",
      );
      await append(store, t0 + 4, consentEvent("ann", "w2", "consent.withdrawn"));
      const claimed = [await loadMessage(store, "ann")];
      const { confirmed } = await look(store, t0 + 5, claimed, { judge: verdicts });
      equal([confirmed, await loadStatus(store, "ann")], [[], "skipped"], "the second look");
    }),
    test("marks a contact whose consent changed", async (store) => {
      await add(store, person("ann"), person("bob"));
      await settleSegments(store, t0);
      await append(store, t0 + 1, consentEvent("bob", "e1"));
      equal(await settleSegments(store, t0 + 1), ["bob"], "marked");
    }),
    test("destroys payloads and salts, and leaves the log as it was", async (store) => {
      await add(store, person("ann"));
      await append(store, t0, consentEvent("ann", "e1"), consentEvent("ann", "e2"));
      const before = await wholeLedger(store, acme);
      equal(await store.destroyPayloads({ tenant: acme, ids: ["e1", "none"] }), 1, "destroyed");
      equal(await store.destroyPayloads({ tenant: acme, ids: ["e1"] }), 0, "destroyed again");
      const after = await wholeLedger(store, acme);
      ensure(
        after[0] !== undefined && !("payload" in after[0]) && !("salt" in after[0]),
        "payload and salt are gone",
      );
      equal(after[1], before[1], "the other entry");
      equal([after[0]?.leaf, after[0]?.leafHash], [before[0]?.leaf, before[0]?.leafHash], "leaf");
    }),
    test("reads the ledger of one contact point", async (store) => {
      await add(store, person("ann"), person("bob"));
      await append(
        store,
        t0,
        consentEvent("ann", "e1"),
        consentEvent("bob", "e2"),
        consentEvent("ann", "e3"),
      );
      const call = { tenant: acme, contactPoint: contactPointId("point-ann"), limit: 1 };
      const first = await store.readLedger(call);
      const second = await store.readLedger({ ...call, after: present(first.next, "a next page") });
      equal([first.items[0]?.id, second.items[0]?.id, second.next], ["e1", "e3", null], "pages");
    }),
  ];
}
