import type { ConsentDraft, TrackedLink } from "@wellsent/core";
import { contactId, sendKey } from "@wellsent/core";
import { linkListTable, tables } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { allowed, needs } from "./outbox-scene.js";
import {
  bad,
  consent,
  createPoint,
  peopleScene,
  person,
  reactions,
  report,
  run,
  start,
  tenant,
  visit,
} from "./people-scene.js";

const secret = "Zxqv-secret";

/** Somebody with something in every table that knows people, and a former address. */
async function withSomebody() {
  const scene = peopleScene();
  await scene.people("bob");
  await scene.write({ ...person("ada"), key: secret, attributes: { name: secret } });
  const points = [createPoint("p-new", `${secret}@example.org`, "f-new", "f-newer")];
  await scene.write({ ...person("ada"), key: secret, revision: 1, points });
  for (const name of ["ada", "bob"]) {
    await scene.mail(name);
    await scene.begin(run(name));
    await scene.ingest([visit(name, name === "ada" ? secret : "other"), report(name, "delivered")]);
    const log = {
      tenant,
      enrollment: run(name).id,
      workflow: run(name).workflow,
      contact: contactId(name),
    };
    await scene.store.advance(
      { tenant, now: start, limit: 9, except: [] },
      {
        needs: () => needs,
        step: ({ enrollment }) => ({
          enrollment: { ...enrollment, revision: 1, wakeAt: null },
          outbox: [],
          log: [
            {
              ...log,
              revision: 0,
              at: start,
              path: [name === "ada" ? secret : "other"],
              detail: {},
            },
          ],
        }),
      },
    );
  }
  await scene.append([
    consent("p-ada", "c1", "consent.granted", { ip: secret }),
    consent("p-new", "c2", "consent.granted", { ip: secret }),
    consent("p-bob", "c3", "consent.granted", { ip: "bob's" }),
  ]);
  return scene;
}

function erased(...points: readonly string[]): readonly ConsentDraft[] {
  return points.map((point) => consent(point, `gone-${point}`, "erased"));
}

const call = { tenant, now: start, contact: contactId("ada") };

describe("eraseContact", () => {
  test("refuses while an address of the person, former ones too, is not suppressed, and does nothing", async () => {
    const scene = await withSomebody();
    const before = scene.snapshot(tables);
    for (const suppress of [[], erased("p-new"), erased("p-ada")]) {
      const erase = scene.store.eraseContact({ ...call, suppress }, reactions);
      await expect(erase).rejects.toMatchObject({ code: "STORE_ERASURE_UNSUPPRESSED" });
    }
    const partly = (fingerprint: string, scope?: { readonly topic: string }) =>
      scene.store.eraseContact(
        { ...call, suppress: erased("p-ada", "p-new") },
        {
          ...reactions,
          append(state, drafts) {
            const result = reactions.append(state, drafts);
            const suppress = result.suppress.flatMap((entry) => {
              if (entry.fingerprint !== fingerprint) return [entry];
              return scope === undefined ? [] : [{ ...entry, scope }];
            });
            return { ...result, suppress };
          },
        },
      );
    await expect(partly("f-newer")).rejects.toMatchObject({ code: "STORE_ERASURE_UNSUPPRESSED" });
    await expect(partly("f-new", { topic: "a" })).rejects.toMatchObject({
      code: "STORE_ERASURE_UNSUPPRESSED",
    });
    expect(scene.snapshot(tables)).toBe(before);
  });

  test("removes everything about the person, says how much, and nothing of anybody else", async () => {
    const scene = await withSomebody();
    const bob = JSON.stringify([await scene.facts("bob"), await scene.runs("bob")]);
    const suppress = erased("p-ada", "p-new");
    const { removed } = await scene.store.eraseContact({ ...call, suppress }, reactions);
    expect(removed).toEqual({
      contacts: 1,
      contactPoints: 1,
      lists: 0,
      memberships: 0,
      enrollments: 1,
      events: 6,
      deliveries: 1,
      steps: 1,
      messages: 1,
      payloads: 2,
    });
    const left = tables.map((table) => JSON.stringify(scene.rows.listRows(tenant, table)));
    expect(left.filter((rows) => rows.includes(`"ada"`))).toEqual([]);
    expect(left.join()).not.toContain(secret);
    const facts = await scene.facts("bob");
    expect(
      JSON.stringify([{ ...facts, consent: JSON.parse(bob)[0].consent }, await scene.runs("bob")]),
    ).toBe(bob);
    expect(await scene.store.readPoints({ tenant, contact: contactId("ada") })).toEqual([]);
    expect(await scene.store.readOwners({ tenant, fingerprint: "f-ada" })).toEqual([]);
  });

  test("keeps leaves, projection and suppression, and finds them when the address comes back", async () => {
    const scene = await withSomebody();
    const before = (await scene.store.readLedger({ tenant })).items;
    await scene.store.eraseContact({ ...call, suppress: erased("p-ada", "p-new") }, reactions);
    const after = (await scene.store.readLedger({ tenant })).items;
    expect(after.map(({ id }) => id)).toEqual(["c1", "c2", "c3", "gone-p-ada", "gone-p-new"]);
    const bare = before.map(({ payload, salt, ...entry }) =>
      entry.contactPoint === "p-bob" ? { payload, salt, ...entry } : entry,
    );
    expect(after.slice(0, 3)).toEqual(bare);
    await scene.write({
      ...person("cid"),
      points: [createPoint("p-cid", "new@example.org", "f-newer")],
    });
    const [facts] = (await scene.facts("cid")).consent;
    expect(facts?.suppressions.map(({ reason }) => reason)).toEqual(["erased"]);
    expect(facts?.elsewhere).toEqual(["denied"]);
    const read = await scene.store.readConsent({ tenant, fingerprint: "f-newer" });
    expect(read?.contactPoint).toBe("p-cid");
  });

  test("erases nobody twice, and appends nothing twice", async () => {
    const scene = await withSomebody();
    const suppress = erased("p-ada", "p-new");
    await scene.store.eraseContact({ ...call, suppress }, reactions);
    const { removed } = await scene.store.eraseContact({ ...call, suppress }, reactions);
    expect(Object.values(removed).reduce((sum, count) => sum + count)).toBe(0);
    expect((await scene.store.readLedgerHead(tenant)).size).toBe(5);
    const late = await scene.ingest([visit("ada", "late"), report("ada", "opened")]);
    expect(late).toMatchObject({ accepted: 0, orphaned: 2 });
  });

  test("erases somebody whose rows cannot be read, or whose news cannot be routed", async () => {
    const scene = await withSomebody();
    for (const table of tables) {
      for (const row of scene.rows.listRows(tenant, table)) {
        if (row["contact"] === "ada" || (table.name === "contact" && row["id"] === "ada"))
          Object.assign(
            row,
            "body" in row ? { body: "{" } : {},
            "data" in row ? { data: "{" } : {},
          );
      }
    }
    const suppress = erased("p-ada", "p-new");
    const { removed } = await scene.store.eraseContact(
      { ...call, suppress },
      { ...reactions, route: bad },
    );
    expect(removed).toMatchObject({ contacts: 1, messages: 1, enrollments: 1 });
    expect(await scene.quarantine()).toEqual([]);
  });

  test("removes a list of links with its last message", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    const links: readonly TrackedLink[] = [
      { target: "https://example.org/", position: 0, link: 0 },
    ];
    for (const name of ["ada", "bob"]) await scene.mail(name);
    const claim = {
      tenant,
      now: start,
      worker: "w",
      leaseMs: 1000,
      lane: "mail",
      limit: 9,
      holding: [],
      exceptTemplates: [],
    };
    await scene.store.claimOutbox(claim, {
      needs: () => needs,
      verdict: () => ({ verdict: "send", decision: allowed, links }),
    });
    const lists = () => scene.rows.listRows(tenant, linkListTable).length;
    expect(lists()).toBe(1);
    await scene.store.eraseContact({ ...call, suppress: erased("p-ada") }, reactions);
    expect(lists()).toBe(1);
    await scene.store.eraseContact(
      { ...call, contact: contactId("bob"), suppress: erased("p-bob") },
      reactions,
    );
    expect(lists()).toBe(0);
    expect(await scene.store.readMessage({ tenant, key: sendKey("mail-ada") })).toBeNull();
  });
});
