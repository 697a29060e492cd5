import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type ContactRecord, defineSchema } from "../../src/index.js";
import {
  finishProfile,
  mergeProfiles,
  type PartialProfile,
  type ProfileOptions,
  ProfileTally,
} from "../../src/quality/index.js";
import { day, now, person } from "./people.js";

function counted(contacts: readonly ContactRecord[], options: Partial<ProfileOptions> = {}) {
  const tally = new ProfileTally();
  for (const contact of contacts) tally.add(contact, { now, ...options });
  return tally.write();
}

const profileOf = (contacts: readonly ContactRecord[], options: Partial<ProfileOptions> = {}) =>
  finishProfile(counted(contacts, options));

const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    age: z.number().optional(),
    city: z.string().optional(),
  }),
});

describe("a profile of contacts", () => {
  it("of nobody says so", () => {
    expect(profileOf([])).toEqual({
      ...{ v: 1, contacts: 0, asOf: null, grade: null, fields: [], otherValues: 0, sources: [] },
      ...{ months: [], findings: [] },
      updated: expect.anything(),
      active: expect.anything(),
    });
  });

  it("counts what is filled, and what is wrong with it", () => {
    const profile = profileOf(
      [
        person("c1", { email: "a@mail.example", attributes: { firstName: "Ann", age: 4 } }),
        person("c2", { email: "b@mail.example", attributes: { firstName: "n/a", age: "four" } }),
        person("c3", { attributes: { firstName: " ", age: null } }),
        person("c4", { attributes: { firstName: "Ann" } }),
      ],
      { schema, values: ["attributes.firstName"] },
    );
    const field = (path: string) => profile.fields.find((one) => one.path === path);
    expect(profile.fields.map(({ path }) => path)).toEqual([
      ...["attributes.age", "attributes.city", "attributes.firstName"],
      ...["email", "jurisdiction", "locale", "phone", "timeZone"],
    ]);
    expect(field("attributes.firstName")).toEqual({
      ...{ path: "attributes.firstName", kind: "givenName", filled: 3, completeness: 0.75 },
      ...{ invalid: 1, validity: 2 / 3, distinct: 2 },
      frequent: [
        { value: "Ann", count: 2 },
        { value: "n/a", count: 1 },
      ],
      faults: [{ code: "PLACEHOLDER", count: 1, examples: ["c2"] }],
    });
    expect(field("attributes.age")).toMatchObject({
      ...{ filled: 2, invalid: 1, faults: [{ code: "SCHEMA", count: 1, examples: ["c2"] }] },
    });
    expect(field("attributes.city")).toMatchObject({ filled: 0, completeness: 0, validity: null });
    expect(field("email")).toMatchObject({ filled: 2, completeness: 0.5, frequent: [] });
    expect(profile.findings).toEqual([{ code: "NO_ADDRESS", count: 2, examples: ["c3", "c4"] }]);
  });

  it("takes nobody's name for a placeholder", () => {
    const attributes = { firstName: "Nan", lastName: "Null", company: "null" };
    const { fields } = profileOf([person("c1", { attributes })]);
    expect(fields.flatMap(({ path, faults }) => (faults.length > 0 ? [path] : []))).toEqual([
      "attributes.company",
    ]);
  });

  it("checks values by their kind", () => {
    const bad = {
      ...{ zip: "8014", country: "Narnia", phone: "504-621-8927", birthday: "03.05.1980" },
      ...{ timezone: "Mars/Base", language: "Klingonish", email2: "x", mail: "nobody" },
      ...{ city: "\ud800", note: "x".repeat(100_001) },
    };
    const good = {
      ...{ zip: "08014", country: "Germany", phone: "+15046218927", birthday: "1980-05-03" },
      ...{ timezone: "Europe/Berlin", language: "de-AT", mail: "ann@mail.example" },
    };
    const faults = (attributes: object, jurisdiction: string) =>
      profileOf([person("c1", { attributes: { ...attributes }, jurisdiction })]).fields.flatMap(
        ({ path, faults: own }) => own.map(({ code }) => `${path.slice(11)} ${code}`),
      );
    expect(faults(bad, "US-NJ")).toEqual([
      ...["birthday DATE_UNREADABLE", "city LONE_SURROGATE", "country COUNTRY_UNKNOWN"],
      ...["language LOCALE_UNKNOWN", "mail EMAIL_SYNTAX", "note TOO_LONG", "phone PHONE_NOT_E164"],
      ...["timezone TIME_ZONE_UNKNOWN", "zip POSTAL_CODE_FORM"],
    ]);
    expect(faults(good, "DE")).toEqual([]);
    const parsePhone = (text: string) => (text === "504-621-8927" ? {} : null);
    const parsed = profileOf([person("c1", { attributes: { phone: bad.phone } })], { parsePhone });
    expect(parsed.fields.flatMap(({ faults: own }) => own)).toEqual([]);
  });

  it("says where values came from and how old they are, where the record knows", () => {
    const origins = JSON.parse(
      JSON.stringify([
        { source: "import-1", at: now - 400 * day, paths: ["attributes.city"] },
        { source: "shop", at: now - 3 * day, paths: ["attributes.firstName"] },
        { source: 7, at: "x", paths: ["attributes.zip"] },
      ]),
    );
    const attributes = { city: "unknown", firstName: "Ann", zip: "1" };
    const { sources, updated } = profileOf([
      person("c1", { attributes, origins, updatedAt: now - 100 * day }),
      person("c2", { attributes, origins: JSON.parse('"none"'), updatedAt: now - 800 * day }),
    ]);
    expect(
      sources.map(({ source, values, invalid, validity }) => [source, values, invalid, validity]),
    ).toEqual([
      ["import-1", 1, 1, 0],
      ["shop", 1, 0, 1],
    ]);
    expect(sources[0]?.ages.find(({ count }) => count > 0)).toMatchObject({ fromDays: 365 });
    expect(updated.flatMap(({ count, fromDays }) => (count > 0 ? [fromDays] : []))).toEqual([
      0, 730,
    ]);
  });

  it("says when contacts came, and when a person was last there", () => {
    const tally = new ProfileTally();
    const made = (id: string, createdAt: number) =>
      person(id, { createdAt, email: `${id}@mail.example` });
    tally.add(made("c1", Date.parse("2026-01-31T23:59:59Z")), { now });
    tally.add(made("c2", Date.parse("2026-02-01T00:00:00Z")), {
      ...{ now, activity: { humanAt: now - 40 * day, sentAt: null } },
    });
    tally.add(made("c3", Number.NaN), { now, activity: { humanAt: null, sentAt: null } });
    const { months, active } = finishProfile(tally.write());
    expect(months.map(({ month, contacts }) => [month, contacts])).toEqual([
      ["", 1],
      ["2026-01", 1],
      ["2026-02", 1],
    ]);
    expect(active.filter(({ count }) => count > 0)).toEqual([
      { is: "age", fromDays: 30, toDays: 90, count: 1 },
      { is: "never", fromDays: null, toDays: null, count: 1 },
      { is: "unknown", fromDays: null, toDays: null, count: 1 },
    ]);
  });

  it("explains its grade", () => {
    const good = person("c1", { email: "ann@mail.example", attributes: { firstName: "Ann" } });
    const whole = profileOf([good]).grade;
    expect(whole).toMatchObject({ letter: "A", score: 100 });
    const poor = person("c2", { createdAt: 0, updatedAt: 0, attributes: { firstName: "n/a" } });
    const { grade } = profileOf([good, poor]);
    expect(grade?.parts.map(({ code, share }) => [code, share])).toEqual([
      ["REACHABLE", 0.5],
      ["VALID", 2 / 3],
      ["FRESH", 0.5],
      ["COMPLETE", 0.75],
      ["CLEAN", 0.5],
    ]);
    const sum = grade?.parts.reduce((points, part) => points + part.points, 0);
    expect(grade?.score).toBeCloseTo(sum ?? Number.NaN);
    expect(grade?.letter).toBe("C");
  });

  it("keeps no value that nobody asked for", () => {
    const secret = person("c1", {
      email: "secret@mail.example",
      attributes: { firstName: "Secretia", note: "card 4111 1111 1111 1111" },
    });
    const text = JSON.stringify([counted([secret]), profileOf([secret])]);
    expect(text).not.toMatch(/secret|4111/i);
  });

  it("needs no more room for a million different fields, sources and values", () => {
    const contacts = Array.from({ length: 700 }, (_, index) =>
      person(`c${index}`, {
        createdAt: index * 31 * day,
        attributes: { [`field${index}`]: `value ${index}`, city: `City ${index}` },
        origins: [{ source: `source ${index}`, at: now, paths: ["attributes.city"] }],
      }),
    );
    const partial = counted(contacts, { values: ["attributes.city"] });
    expect(partial.fields).toHaveLength(300);
    expect(partial.sources.length).toBeLessThanOrEqual(201);
    expect(partial.months.length).toBeLessThanOrEqual(601);
    expect(
      partial.fields.find(({ path }) => path === "attributes.city")?.frequent.length,
    ).toBeLessThan(65);
    const values = partial.fields.reduce((sum, { filled }) => sum + filled, 0);
    expect(values + partial.otherValues).toBe(1_400);
    const city = finishProfile(partial).fields.find(({ path }) => path === "attributes.city");
    expect(city?.distinct).toBeGreaterThan(650);
    expect(city?.distinct).toBeLessThan(750);
  });
});

const name = fc.constantFrom("Ann", "ANN", "n/a", "", "  ", "Bob");
const contact = fc
  .record({
    email: fc.constantFrom("info@a.example", "ann@gmial.com", undefined),
    firstName: fc.oneof(name, fc.constant(null)),
    zip: fc.constantFrom("1", "10115", 10115),
    months: fc.nat(30),
    jurisdiction: fc.constantFrom("DE", "US", null),
  })
  .map(({ email, firstName, zip, months, jurisdiction }) => ({
    ...(email === undefined ? {} : { email }),
    ...{ attributes: { firstName, zip }, jurisdiction },
    createdAt: now - months * 31 * day,
    origins: [{ source: `s${months % 3}`, at: now - months * day, paths: ["attributes.zip"] }],
  }));
const people = fc
  .array(contact, { maxLength: 30 })
  .map((all) => all.map((one, index) => person(`c${index}`, one)));

describe("partial profiles", () => {
  it("merge to what one pass counts, in any order, in slices of any size, through JSON", () => {
    fc.assert(
      fc.property(people, fc.array(fc.nat(30), { maxLength: 4 }), (contacts, cuts) => {
        const ends = [...new Set([0, ...cuts, contacts.length])].sort((a, b) => a - b);
        const options = { values: ["attributes.firstName"] };
        const parts = ends
          .slice(1)
          .map((end, index) => counted(contacts.slice(ends[index], end), options));
        const stored: readonly PartialProfile[] = JSON.parse(JSON.stringify(parts));
        const whole = counted(contacts, options);
        expect(mergeProfiles(stored)).toEqual(whole);
        expect(mergeProfiles([...stored].reverse())).toEqual(whole);
        const [first, ...rest] = stored;
        if (first !== undefined) expect(mergeProfiles([first, mergeProfiles(rest)])).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("merged ones keep to their room", () => {
    const parts = [0, 60].map((from) =>
      counted(
        Array.from({ length: 60 }, (_, index) =>
          person(`c${from + index}`, { attributes: { city: `City ${from + index}` } }),
        ),
        { values: ["attributes.city"] },
      ),
    );
    const city = mergeProfiles(parts).fields.find(({ path }) => path === "attributes.city");
    expect(city?.frequent.length).toBeLessThan(65);
  });

  it("never say more of a frequent value than there is", () => {
    const contacts = Array.from({ length: 2_000 }, (_, index) =>
      person(`c${index}`, {
        attributes: { city: index % 4 === 0 ? "Berlin" : `City ${index % 300}` },
      }),
    );
    const parts = [contacts.slice(0, 700), contacts.slice(700)].map((part) =>
      counted(part, { values: ["attributes.city"] }),
    );
    const [top] =
      mergeProfiles(parts).fields.find(({ path }) => path === "attributes.city")?.frequent ?? [];
    expect(top?.value).toBe("Berlin");
    expect(top?.count).toBeLessThanOrEqual(500);
    expect(top?.count).toBeGreaterThanOrEqual(500 - Math.ceil(2_000 / 65));
  });
});
