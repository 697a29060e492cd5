import fc from "fast-check";
import { expect, it } from "vitest";
import { originOf, withOrigins } from "../../src/contacts/index.js";
import { contactId, tenantId } from "../../src/identifiers.js";
import type { ContactRecord, ValueOrigin } from "../../src/ports/index.js";

const names = ["plan", "city", "tags"];
const paths = [...names.map((name) => `attributes.${name}`), "locale", "jurisdiction"];
const blank: ContactRecord = {
  ...{ tenant: tenantId("acme"), id: contactId("ann"), key: "ann", points: [], lists: [] },
  ...{ attributes: {}, locale: null, timeZone: null, jurisdiction: null },
  ...{ createdAt: 0, updatedAt: 0, revision: 1 },
};

const write = fc.record({
  attributes: fc.dictionary(fc.constantFrom(...names), fc.constantFrom("a", "b", ["a"], ["b"])),
  locale: fc.constantFrom(null, "de", "fr"),
  jurisdiction: fc.constantFrom(null, "DE"),
  source: fc.option(fc.constantFrom("form", "crm"), { nil: undefined }),
  /** What the writer says itself of one path. */
  own: fc.option(
    fc.record({ path: fc.constantFrom(...paths), at: fc.integer({ min: -9, max: -1 }) }),
  ),
});

function valueAt({ attributes, locale, jurisdiction }: ContactRecord, path: string): unknown {
  if (path === "locale") return locale ?? undefined;
  if (path === "jurisdiction") return jurisdiction ?? undefined;
  return attributes[path.slice("attributes.".length)];
}

it("says of each value who made it what it is, path by path, after any writes", () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 8 }), (writes) => {
      let record: ContactRecord | null = null;
      const model = new Map<string, { readonly source: string; readonly at: number }>();
      for (const [at, { source, own, ...values }] of writes.entries()) {
        const before: ContactRecord = record ?? blank;
        // As a writer has it: what was read, with the new values, and now and then an origin.
        const others = (before.origins ?? []).map((one) => ({
          ...one,
          paths: one.paths.filter((path) => path !== own?.path),
        }));
        const given: readonly ValueOrigin[] =
          own === null ? [] : [...others, { source: "survey", at: own.at, paths: [own.path] }];
        const after = { ...before, ...values, ...(own === null ? {} : { origins: given }) };
        const isGiven = (path: string) => {
          const known = model.get(path);
          return own?.path === path && (known?.source !== "survey" || known.at !== own.at);
        };
        for (const path of paths) {
          const [was, is] = [valueAt(before, path), valueAt(after, path)];
          const differs = JSON.stringify(was) !== JSON.stringify(is);
          if (own !== null && isGiven(path) && (is !== undefined || !differs))
            model.set(path, { source: "survey", at: own.at });
          else if (differs && (is === undefined || source === undefined)) model.delete(path);
          else if (differs && source !== undefined) model.set(path, { source, at });
        }
        record = withOrigins(record, after, source === undefined ? undefined : { source }, at);
        for (const path of paths) {
          const found = originOf(record, path);
          expect(found && { source: found.source, at: found.at }).toEqual(model.get(path) ?? null);
        }
        const all = (record.origins ?? []).flatMap((one) => one.paths);
        expect(new Set(all).size).toBe(all.length);
        expect(record.origins).not.toEqual([]);
      }
    }),
  );
});
