import { type ContactRecord, contactId, listId, tenantId } from "@wellsent/core";
import { type MergeRules, mergeRecords, splitRecords } from "@wellsent/core/merging";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const names = ["a", "b", "c"] as const;
const valueArb = fc.constantFrom("x", "y", "longer", 7, "7");
const originArb = fc.option(
  fc.record({ source: fc.constantFrom("form", "crm", "host"), at: fc.integer({ min: 1, max: 3 }) }),
  { nil: undefined },
);
const fieldArb = fc.option(fc.tuple(valueArb, originArb), { nil: undefined });

function contactArb(id: string): fc.Arbitrary<ContactRecord> {
  return fc
    .record({
      fields: fc.tuple(fieldArb, fieldArb, fieldArb),
      lists: fc.uniqueArray(fc.constantFrom("l1", "l2", "l3")),
      createdAt: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ fields, lists, createdAt }): ContactRecord => {
      const known = names.flatMap((name, index) => {
        const field = fields[index];
        return field === undefined ? [] : [{ name, value: field[0], origin: field[1] }];
      });
      return {
        ...{ tenant: tenantId("acme"), id: contactId(id), key: id, points: [] },
        attributes: Object.fromEntries(known.map(({ name, value }) => [name, value])),
        origins: known.flatMap(({ name, origin }) =>
          origin === undefined ? [] : [{ ...origin, paths: [`attributes.${name}`] }],
        ),
        lists: lists.map(listId),
        ...{ locale: null, timeZone: null, jurisdiction: null },
        ...{ createdAt, updatedAt: createdAt, revision: 1 },
      };
    });
}

const rulesArb: fc.Arbitrary<MergeRules> = fc.record({
  rule: fc.constantFrom("newest", "longest", "ranked"),
  rank: fc.constantFrom([], ["form", "crm"], ["crm"]),
  key: fc.constant("keep"),
});

/** What is left of the values, whoever survived. */
function left({ attributes, origins = [], lists, createdAt }: ContactRecord) {
  return {
    attributes: Object.fromEntries(Object.entries(attributes).sort()),
    origins: origins
      .flatMap(({ paths, ...origin }) => paths.map((path) => ({ path, ...origin })))
      .sort((one, two) => (one.path < two.path ? -1 : 1)),
    lists: [...lists].sort(),
    createdAt,
  };
}

const [one, two, three] = [contactArb("one"), contactArb("two"), contactArb("three")];

describe("the values of a merge", () => {
  it("are the same from either side, in any order, and with the same one again", () => {
    fc.assert(
      fc.property(one, two, three, rulesArb, (a, b, c, rules) => {
        const merge = (x: ContactRecord, y: ContactRecord) => mergeRecords(x, y, rules).contact;
        expect(left(merge(a, b))).toEqual(left(merge(b, a)));
        expect(left(merge(merge(a, b), c))).toEqual(left(merge(a, merge(b, c))));
        expect(left(merge(merge(a, b), b))).toEqual(left(merge(a, b)));
        expect(left(merge(a, a))).toEqual(left(a));
      }),
    );
  });

  it("are each of one of the two, with its origin, and nothing known is lost", () => {
    fc.assert(
      fc.property(one, two, rulesArb, (a, b, rules) => {
        const { contact, fields } = mergeRecords(a, b, rules);
        for (const name of names) {
          const [mine, theirs] = [a.attributes[name], b.attributes[name]];
          const field = fields.find(({ path }) => path === `attributes.${name}`);
          expect(field === undefined).toBe(mine === undefined && theirs === undefined);
          if (field === undefined) continue;
          const chosen = field.from === "keep" ? a : b;
          expect(contact.attributes[name]).toBe(chosen.attributes[name]);
          expect(contact.attributes[name]).toBeDefined();
        }
      }),
    );
  });

  it("come back when it is undone; what changed since stays with the survivor", () => {
    const changeArb = fc.dictionary(fc.constantFrom(...names), fc.constantFrom("new", null));
    fc.assert(
      fc.property(one, two, rulesArb, changeArb, (a, b, rules, change) => {
        const merged = mergeRecords(a, b, rules).contact;
        const attributes = { ...merged.attributes };
        for (const [name, value] of Object.entries(change)) {
          if (value === null) delete attributes[name];
          else attributes[name] = value;
        }
        const now = { ...merged, attributes };
        const taken = { key: false, points: new Set<never>() };
        const { keep, other } = splitRecords({
          ...{ now, merged, before: { keep: a, other: b }, taken, consent: [] },
        });
        expect(other.attributes).toEqual(b.attributes);
        expect(left(other)).toEqual(left(b));
        for (const name of names) {
          const isChanged = now.attributes[name] !== merged.attributes[name];
          expect(keep.attributes[name]).toBe((isChanged ? now : a).attributes[name]);
        }
        if (Object.keys(change).length === 0) expect(left(keep)).toEqual(left(a));
      }),
    );
  });
});
