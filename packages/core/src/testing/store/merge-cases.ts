import { contactId, listId, sendKey } from "../../identifiers.js";
import type { MergePlan, MergeScene } from "../../ports/store/contact-merge.js";
import type { Store } from "../../ports/store/store.js";
import { equal, present, rejectsWithCode } from "../expectations.js";
import { beginSpring, loadStates } from "./campaign-fixtures.js";
import {
  acme,
  add,
  at,
  consentEvent,
  everything,
  loadStatus,
  mail,
  person,
  queue,
  reactions,
  report,
  run,
  start,
  t0,
  visit,
} from "./fixtures.js";
import { divided, united } from "./merge-fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const [ann, bob] = [person("ann"), person("bob")];

function merge(store: Store, id = "m-1", plan = united) {
  const pair = { keep: ann.id, other: bob.id };
  return store.mergeContacts({ ...at(t0 + 1), id, ...pair, cause: { source: "merge" } }, plan);
}

function undo(store: Store, id = "m-1") {
  return store.undoMerge({ ...at(t0 + 2), id, cause: { source: "unmerge" } }, divided, reactions());
}

/** What is found under a contact's own id. */
async function holdings(store: Store, contact = ann.id) {
  const own = { tenant: acme, contact };
  const facts = await store.readFacts({ ...at(t0 + 5), contact, needs: everything });
  const ids = async (read: Promise<{ readonly items: readonly { readonly id?: string }[] }>) =>
    (await read).items.map(({ id }) => id);
  return {
    events: (facts?.events ?? [])
      .map(({ id }) => id)
      .filter((id) => id.startsWith("v-"))
      .sort(),
    points: (await store.readPoints(own)).map(({ id }) => id).sort(),
    runs: (await ids(store.readEnrollments(own))).sort(),
    mail: (await store.readOutbox(own)).items.map(({ key }) => key).sort(),
    lists: facts?.contact.lists ?? [],
  };
}

/** Two people with something of everything. */
async function two(store: Store): Promise<void> {
  await add(store, { ...ann, lists: [listId("a")] }, { ...bob, lists: [listId("b")] });
  await start(store, run("ann"), run("bob", { wakeAt: null }));
  await queue(store, t0, mail("ann"));
  await queue(store, t0, mail("bob"));
  const inputs = [visit("ann", "v-ann"), visit("bob", "v-bob")];
  await store.ingest({ ...at(t0), inputs }, reactions());
  await store.appendConsent({ ...at(t0), drafts: [consentEvent("bob", "c-bob")] }, reactions());
}

/** Merges of two contacts, and their undoing. */
export function mergeCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("gives everything of one contact to another, and leads its id and key there", async (store) => {
      await two(store);
      equal(await merge(store), { status: "merged", contact: ann.id }, "outcome");
      const all = await holdings(store);
      equal(
        all,
        {
          events: ["v-ann", "v-bob"],
          points: ["point-ann", "point-bob"],
          runs: ["run-ann", "run-bob"],
          mail: ["mail-ann", "mail-bob"],
          lists: ["a"],
        },
        "the survivor's",
      );
      for (const lookup of [
        { id: bob.id },
        { key: "bob" },
        { point: bob.points[0]?.id ?? never() },
      ])
        equal((await store.readContact({ tenant: acme, lookup }))?.id, ann.id, "found");
      equal((await holdings(store, bob.id)).mail, [], "nothing is left");
      await store.ingest(
        { ...at(t0 + 2), inputs: [visit("bob", "v-late"), report("bob", "opened")] },
        reactions(),
      );
      equal((await holdings(store)).events, ["v-ann", "v-bob", "v-late"], "what comes later");
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("makes one merge of two calls, in whatever direction, and none of a stranger", async (store) => {
      await two(store);
      await merge(store);
      equal((await merge(store)).status, "same", "the same id");
      const back = { id: "m-2", keep: bob.id, other: ann.id };
      const again = await store.mergeContacts({ ...at(t0 + 2), ...back }, united);
      equal(again, { status: "same", contact: ann.id }, "the other way");
      const nobody = { id: "m-3", keep: ann.id, other: contactId("nobody") };
      const none = await store.mergeContacts({ ...at(t0 + 2), ...nobody }, united);
      equal(none, { status: "unknown", contact: "nobody" }, "nobody");
      const merges = await store.readMerges({ tenant: acme, contact: bob.id });
      equal(
        merges.map(({ id, kept, gone, goneKey, at: when, undoneAt }) => ({
          ...{ id, kept, gone, goneKey, when, undoneAt },
        })),
        [{ id: "m-1", kept: ann.id, gone: bob.id, goneKey: "bob", when: t0 + 1, undoneAt: null }],
        "lineage",
      );
    }),
    test("undoes a merge: each has its own again, and the survivor what came since", async (store) => {
      await two(store);
      const before = [await holdings(store), await holdings(store, bob.id)];
      await merge(store);
      await store.ingest({ ...at(t0 + 1), inputs: [visit("ann", "v-since")] }, reactions());
      equal(await undo(store), { status: "undone", keep: ann.id, other: bob.id }, "outcome");
      const [mine, theirs] = [await holdings(store), await holdings(store, bob.id)];
      equal([{ ...mine, events: ["v-ann"] }, theirs], before, "both");
      equal(mine.events, ["v-ann", "v-since"], "what came since");
      equal((await store.readContact({ tenant: acme, lookup: { key: "bob" } }))?.id, bob.id, "key");
      equal((await undo(store)).status, "already", "again");
      equal((await undo(store, "m-9")).status, "unknown", "another");
      equal((await merge(store, "m-2")).status, "merged", "and anew");
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("sends nothing again that went to a contact before it was merged", async (store) => {
      await add(store, ann, bob);
      const [old, own] = [sendKey(`hello:${bob.id}`), sendKey(`hello:${ann.id}`)];
      await queue(store, t0, mail("bob", { key: old }));
      await merge(store);
      const asked = async (contact: typeof ann.id, key = own) => {
        const call = { ...at(t0 + 2), contacts: [contact], needs: everything };
        const { results } = await store.enqueue(call, (facts) =>
          facts === null ? null : mail("ann", { contact: facts.contact.id, key }),
        );
        return results;
      };
      equal(await asked(ann.id), ["known"], "the survivor");
      equal(await asked(bob.id), ["known"], "by the old id");
      equal(await asked(bob.id, sendKey(`next:${ann.id}`)), ["queued"], "another message");
      const call = { ...at(t0 + 2), needs: everything };
      equal((await store.readFacts({ ...call, contact: bob.id }))?.contact.id, ann.id, "facts");
      equal(await store.readFacts({ ...call, contact: contactId("nobody") }), null, "of nobody");
    }),
    test("undoes the last merge of a chain first", async (store) => {
      const cid = person("cid");
      await add(store, ann, bob, cid);
      await merge(store);
      const up = { id: "m-2", keep: cid.id, other: ann.id };
      await store.mergeContacts({ ...at(t0 + 2), ...up }, united);
      equal(
        (await store.readContact({ tenant: acme, lookup: { id: bob.id } }))?.id,
        cid.id,
        "chain",
      );
      equal((await undo(store)).status, "later", "the first");
      equal((await undo(store, "m-2")).status, "undone", "the last");
      equal(
        (await store.readContact({ tenant: acme, lookup: { id: bob.id } }))?.id,
        ann.id,
        "back",
      );
      equal((await undo(store)).status, "undone", "then the first");
    }),
    test("ends a run that is in the way, with what waits of it, and takes it up again", async (store) => {
      await add(store, ann, bob);
      await start(store, run("ann"), run("bob", { wakeAt: null }));
      const origin = { kind: "workflow", enrollment: run("bob").id } as const;
      await queue(store, t0, mail("bob", { origin }));
      const ending = (scene: MergeScene): MergePlan => ({
        ...united(scene),
        ends: [run("bob").id],
      });
      await merge(store, "m-1", ending);
      const runs = (await store.readEnrollments({ tenant: acme, contact: ann.id })).items;
      equal(
        runs.map(({ id, status, outcome }) => ({ id, status, outcome })),
        [
          { id: "run-ann", status: "active", outcome: null },
          { id: "run-bob", status: "ended", outcome: "merged" },
        ],
        "runs",
      );
      equal(await loadStatus(store, "bob"), "skipped", "its mail");
      await undo(store);
      const [back] = (await store.readEnrollments({ tenant: acme, contact: bob.id })).items;
      const { revision, ...was } = run("bob", { wakeAt: null });
      equal({ ...present(back, "the run"), revision }, { ...was, revision }, "as it was");
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("lets a campaign reach a person once", async (store) => {
      await add(store, ann, bob);
      await beginSpring(store);
      await merge(store);
      equal(await loadStates(store), ["ann waiting", "bob MERGED"], "recipients");
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("erases with the survivor who was merged into it, and what undoes that", async (store) => {
      await two(store);
      await merge(store);
      const suppress = ["ann", "bob"].map((name) => consentEvent(name, `e-${name}`, "erased"));
      const call = { ...at(t0 + 3), contact: ann.id };
      await rejectsWithCode(
        () => store.eraseContact({ ...call, suppress: suppress.slice(0, 1) }, reactions()),
        "STORE_ERASURE_UNSUPPRESSED",
        "the other address",
      );
      await store.eraseContact({ ...call, suppress }, reactions());
      equal(await store.readContact({ tenant: acme, lookup: { id: bob.id } }), null, "the alias");
      for (const contact of [ann.id, bob.id]) {
        equal((await store.readContactChanges({ tenant: acme, contact })).items, [], "history");
        equal(await store.readMerges({ tenant: acme, contact }), [], "lineage");
      }
      equal((await undo(store)).status, "unknown", "undo");
      equal(
        (await store.readMessage({ tenant: acme, key: sendKey("mail-bob") })) ?? null,
        null,
        "mail",
      );
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("keeps decisions about pairs: through a merge, its undoing, and an erasure", async (store) => {
      const cid = person("cid");
      await add(store, ann, bob, cid);
      const decide = (
        pair: readonly [typeof ann.id, typeof ann.id],
        verdict: "different" | "later",
      ) => store.decidePair({ ...at(t0), pair, decision: { verdict, actor: "kim" } });
      const pairs = async () =>
        (await store.readPairs({ tenant: acme })).items.map(({ pair, verdict }) => [
          ...pair.map((id) => id.replace("contact-", "")),
          verdict,
        ]);
      equal(await decide([cid.id, bob.id], "later"), true, "first");
      equal(await decide([bob.id, cid.id], "different"), true, "anew");
      equal(await decide([bob.id, bob.id], "different"), false, "with itself");
      equal(await decide([bob.id, contactId("nobody")], "different"), false, "with nobody");
      equal(await pairs(), [["bob", "cid", "different"]], "decided");
      const [own] = (await store.readPairs({ tenant: acme, contact: cid.id })).items;
      equal(own, { pair: [cid.id, bob.id], verdict: "different", at: t0, actor: "kim" }, "of one");
      await merge(store);
      equal(await pairs(), [["ann", "cid", "different"]], "of the survivor");
      await undo(store);
      equal(await pairs(), [["bob", "cid", "different"]], "undone");
      const suppress = [consentEvent("cid", "e-cid", "erased")];
      await store.eraseContact({ ...at(t0 + 3), contact: cid.id, suppress }, reactions());
      equal(await pairs(), [], "gone with one of them");
      await decide([ann.id, bob.id], "later");
      const open = { ...at(t0), pair: [ann.id, bob.id], decision: null } as const;
      equal(await store.decidePair(open), true, "opened");
      equal(await pairs(), [], "open again");
      equal(await store.integrity(acme), [], "integrity");
    }),
    test("refuses a plan that loses an address or ends no run of theirs, and writes nothing", async (store) => {
      await two(store);
      const before = await holdings(store);
      const lossy = ({ keep }: MergeScene): MergePlan => ({ contact: keep, ends: [] });
      await rejectsWithCode(
        () => merge(store, "m-1", lossy),
        "STORE_RESULT_MISMATCH",
        "an address",
      );
      const strange = (scene: MergeScene): MergePlan => ({
        ...united(scene),
        ends: [run("cid").id],
      });
      await rejectsWithCode(() => merge(store, "m-1", strange), "STORE_RESULT_MISMATCH", "a run");
      equal(await holdings(store), before, "as before");
      equal((await merge(store)).status, "merged", "a sound one");
    }),
  ];
}

function never(): never {
  throw new Error("a person has an address");
}
