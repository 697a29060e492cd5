import { tenantId } from "../../identifiers.js";
import type { FlowConflict, FlowLink, FlowWrites } from "../../ports/store/flows.js";
import type { Store } from "../../ports/store/store.js";
import { equal, rejectsWithCode } from "../expectations.js";
import { acme, add, at, consentEvent, person, reactions, t0 } from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

function link(name: string, pushAt: number | null = null): FlowLink {
  return { contact: person(name).id, hostKey: `row-${name}`, pushAt, body: { plan: name } };
}

function conflict(name: string, id: string): FlowConflict {
  return {
    ...{ id, contact: person(name).id, hostKey: `row-${name}`, path: "attributes.plan" },
    ...{ column: "plan", host: "a", wellsent: "b", won: "host", at: t0 },
  };
}

function write(store: Store, flow: Omit<FlowWrites, "flow"> & { readonly flow?: string }) {
  const along = { flow: "crm", ...flow };
  return store.changeContacts({ ...at(t0), lookups: [], flow: () => along }, () => []);
}

/** Where flows stand, what they agreed on, and what they reported. */
export function flowCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("keeps a flow's state and links, and gives those that are asked for", async (store) => {
      await add(store, person("ann"), person("bob"), person("cem"));
      const call = { tenant: acme, flow: "crm" };
      equal(
        await store.readFlow(call),
        { state: { epoch: 0, body: {} }, links: [], unreadable: [] },
        "none yet",
      );
      const links = [link("ann"), link("bob", t0 + 2), link("cem", t0 + 1)];
      await write(store, { state: { epoch: 0, body: { in: "7" } }, links });
      await write(store, { flow: "shop", state: { epoch: 0, body: {} }, links: [link("ann")] });
      const { state } = await store.readFlow(call);
      equal(state, { epoch: 1, body: { in: "7" } }, "state");
      const read = async (query: Partial<Parameters<Store["readFlow"]>[0]>) =>
        (await store.readFlow({ ...call, ...query })).links.map(({ hostKey }) => hostKey);
      equal(await read({}), [], "none asked for");
      equal(
        await read({ contacts: [person("ann").id, person("x").id] }),
        ["row-ann"],
        "by contact",
      );
      equal(await read({ hostKeys: ["row-bob", "row-x"] }), ["row-bob"], "by row");
      equal(await read({ pushBy: { at: t0, limit: 9 } }), [], "nothing waits yet");
      equal(
        await read({ pushBy: { at: t0 + 2, limit: 9 } }),
        ["row-cem", "row-bob"],
        "longest first",
      );
      equal(await read({ pushBy: { at: t0 + 2, limit: 1 } }), ["row-cem"], "at most one");
      equal(await read({ tenant: tenantId("other"), hostKeys: ["row-ann"] }), [], "a wall");
      await write(store, {
        state: { epoch: 1, body: {} },
        links: [{ ...link("cem"), body: { plan: "x" } }],
      });
      equal(await read({ pushBy: { at: t0 + 2, limit: 9 } }), ["row-bob"], "one is written");
    }),
    test("writes contacts and a flow together, or neither where another carried it on", async (store) => {
      await write(store, { state: { epoch: 0, body: { in: "1" } } });
      const attempt = (epoch: number) =>
        store.changeContacts(
          {
            ...at(t0),
            lookups: [],
            flow: () => ({
              flow: "crm",
              state: { epoch, body: { in: "2" } },
              links: [link("ann")],
            }),
          },
          () => [{ contact: person("ann") }],
        );
      await rejectsWithCode(() => attempt(0), "STORE_REVISION_CONFLICT", "an old epoch");
      const lookup = { id: person("ann").id };
      equal(await store.readContact({ tenant: acme, lookup }), null, "no contact");
      await attempt(1);
      equal((await store.readContact({ tenant: acme, lookup }))?.id, person("ann").id, "written");
      const { state, links } = await store.readFlow({
        ...{ tenant: acme, flow: "crm", contacts: [person("ann").id] },
      });
      equal([state.epoch, links.length], [2, 1], "with its link");
    }),
    test("keeps each conflict once, by flow and contact, until the person goes", async (store) => {
      await add(store, person("ann"), person("bob"));
      const conflicts = [conflict("ann", "1"), conflict("bob", "2"), conflict("ann", "3")];
      await write(store, {
        state: { epoch: 0, body: {} },
        conflicts,
        links: [link("ann"), link("bob")],
      });
      await write(store, { state: { epoch: 1, body: {} }, conflicts: [conflict("ann", "1")] });
      const call = { tenant: acme, flow: "crm" };
      const first = await store.readFlowConflicts({ ...call, limit: 2 });
      equal(first.items, conflicts.slice(0, 2), "the oldest first");
      const after = first.next ?? "none";
      equal((await store.readFlowConflicts({ ...call, after })).items, conflicts.slice(2), "rest");
      equal((await store.readFlowConflicts({ ...call, flow: "shop" })).items, [], "of another");
      const own = await store.readFlowConflicts({ tenant: acme, contact: person("ann").id });
      equal(own.items.map(({ id }) => id).sort(), ["1", "3"], "of one contact");
      equal(await store.integrity(acme), [], "no damage");
      await store.eraseContact(
        {
          ...{ ...at(t0), contact: person("ann").id },
          suppress: [consentEvent("ann", "e-1", "erased")],
        },
        reactions(),
      );
      equal((await store.readFlowConflicts(call)).items, conflicts.slice(1, 2), "bob's stays");
      const { links } = await store.readFlow({ ...call, hostKeys: ["row-ann", "row-bob"] });
      equal(
        links.map(({ hostKey }) => hostKey),
        ["row-bob"],
        "links",
      );
    }),
  ];
}
