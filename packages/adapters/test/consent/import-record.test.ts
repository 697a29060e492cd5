import {
  consentGate,
  type ImportDeclaration,
  importDrafts,
  importRecord,
  suppressionKeys,
} from "@wellsent/consent";
import { euRules } from "@wellsent/consent/rules";
import { defineSchema, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { commitImport } from "@wellsent/core/import";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { pages } from "../engine/world.js";

const tenant = tenantId("acme");

it("an import leaves what was claimed of it and what came of it, once however often it runs", async () => {
  const [clock, random] = [simulatedClock(Date.UTC(2026, 2, 2)), seededRandom(3)];
  const store = memoryStore();
  const gate = consentGate({
    rules: [euRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const engine = createEngine({
    schema: defineSchema({ attributes: z.looseObject({}) }),
    ...{ store, consent: gate, pages, renderer: fakeRenderer({}), clock, random },
    senderFor: () => ({ from: { address: "a@acme.example" }, timeZone: "Europe/Berlin" }),
  });
  const declaration: ImportDeclaration = {
    ...{ importId: "import-1", source: "mailchimp", count: 3, fileDigest: "e".repeat(64) },
    ...{ legalClaim: "double_opt_in", at: clock.now(), operator: "op_7" },
  };
  const run = async () => {
    const rows = ["ann@mail.example", "bob@mail.example", "nobody"].map((email, index) => ({
      row: index + 2,
      values: { email },
    }));
    const cells = [{ channel: "email", purpose: "news", activity: "send" }] as const;
    const record = importRecord(declaration);
    const mapping = [
      { column: "email", target: "email", confidence: 1, reason: "chosen" },
    ] as const;
    for await (const _ of commitImport({
      ...{ engine, tenant, importId: "import-1", ids: sequentialIds("c"), clock, rows, mapping },
      consent: { gate, drafts: importDrafts(random, cells), record },
    }));
    return (await store.readLedger({ tenant, limit: 100 })).items.map(({ type, leaf }) => ({
      type,
      leaf: JSON.parse(leaf) as { readonly detail?: unknown; readonly caused?: readonly string[] },
    }));
  };
  const entries = await run();
  const [declared, applied] = ["import.declared", "import.applied"].map((type) =>
    entries.find((entry) => entry.type === type),
  );
  expect(entries[0]).toBe(declared);
  expect(declared?.leaf.detail).toEqual({
    ...{ source: "mailchimp", count: 3, fileDigest: "e".repeat(64), legalClaim: "double_opt_in" },
  });
  expect(entries.at(-1)).toBe(applied);
  expect(applied?.leaf.detail).toMatchObject({
    ...{ accepted: 2, restricted: 0, refused: [{ count: 1 }] },
  });
  clock.advanceBy(1000);
  expect(await run()).toHaveLength(entries.length);
});
