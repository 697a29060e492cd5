import { contactId, tenantId } from "../../identifiers.js";
import type { Store } from "../../ports/store/store.js";
import { equal } from "../expectations.js";
import { acme, add, at, consentEvent, person, reactions, t0 } from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const ann = person("ann").id;
const other = tenantId("other");

function note(id: string, text = "Prefers mornings.") {
  return { id, contact: ann, author: "kim", text };
}

async function texts(store: Store, tenant = acme): Promise<readonly string[]> {
  return (await store.readNotes({ tenant, contact: ann })).items.map(({ text }) => text);
}

/** Notes of colleagues about a person. */
export function noteCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("keeps a note about a contact, once, and about nobody else", async (store) => {
      await add(store, person("ann"));
      const written = { ...note("n1"), at: t0, edited: null };
      equal(await store.addNote({ ...at(t0), note: note("n1") }), written, "as written");
      const again = { ...at(t0 + 9), note: note("n1", "Another.") };
      equal(await store.addNote(again), written, "the same id is the same note");
      const nobody = { ...note("n2"), contact: contactId("nobody") };
      equal(await store.addNote({ ...at(t0), note: nobody }), null, "no such contact");
      const stranger = { tenant: other, now: t0, note: note("n3") };
      equal(await store.addNote(stranger), null, "nor another tenant's");
      equal(await texts(store), ["Prefers mornings."], "one note");
      equal(await texts(store, other), [], "of one tenant");
    }),
    test("reads notes in pages, the oldest first", async (store) => {
      await add(store, person("ann"));
      for (const id of ["n3", "n1", "n2"]) await store.addNote({ ...at(t0), note: note(id, id) });
      const first = await store.readNotes({ tenant: acme, contact: ann, limit: 2 });
      equal(
        first.items.map(({ id }) => id),
        ["n3", "n1"],
        "the first page",
      );
      const rest = { tenant: acme, contact: ann, after: first.next ?? "" };
      equal(
        (await store.readNotes(rest)).items.map(({ id }) => id),
        ["n2"],
        "the second",
      );
    }),
    test("changes a note, says who did, and takes it away", async (store) => {
      await add(store, person("ann"));
      await store.addNote({ ...at(t0), note: note("n1") });
      const change = (now: number, text: string | null, tenant = acme) =>
        store.changeNote({ tenant, now, id: "n1", text, by: "lee" });
      equal(await change(t0 + 1, "No.", other), null, "not by another tenant");
      const edited = { ...note("n1", "Evenings."), at: t0, edited: { by: "lee", at: t0 + 2 } };
      equal(await change(t0 + 2, "Evenings."), edited, "as changed");
      equal(await change(t0 + 3, "Evenings."), edited, "the same text changes nothing");
      equal((await store.readNotes({ tenant: acme, contact: ann })).items, [edited], "and kept");
      equal((await change(t0 + 4, null))?.id, "n1", "taken away");
      equal(await change(t0 + 5, "Back?"), null, "gone");
      equal(await texts(store), [], "none is left");
    }),
    test("lets notes go with the person", async (store) => {
      await add(store, person("ann"), person("ben"));
      const ben = person("ben").id;
      await store.addNote({ ...at(t0), note: note("n1") });
      await store.addNote({ ...at(t0), note: { ...note("n2"), contact: ben } });
      const suppress = [consentEvent("ann", "erase-ann", "erased")];
      await store.eraseContact({ ...at(t0), contact: ann, suppress }, reactions());
      equal(await texts(store), [], "hers are gone");
      const left = await store.readNotes({ tenant: acme, contact: ben });
      equal(
        left.items.map(({ id }) => id),
        ["n2"],
        "his stay",
      );
    }),
  ];
}
