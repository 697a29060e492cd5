import { describe, expect, it } from "vitest";
import type { ContactRecord } from "../../src/index.js";
import { contactFindings, type FindingOptions, proposeChanges } from "../../src/quality/index.js";
import { day, now, person } from "./people.js";

const codes = (contact: ContactRecord, options: Partial<FindingOptions> = {}) =>
  contactFindings(contact, { now, ...options }).findings.map(({ code, path }) => `${code} ${path}`);

describe("contactFindings", () => {
  it("finds nothing where all is well", () => {
    const ann = person("c1", {
      email: "ann@mail.example",
      attributes: { firstName: "Ann", country: "DE", note: "Likes tea.", tags: ["a"], vip: true },
    });
    expect(codes(ann, { mailDomain: "accepts" })).toEqual([]);
  });

  it("says what an address gives away", () => {
    expect(codes(person("c1"))).toEqual(["NO_ADDRESS "]);
    expect(codes(person("c1", { email: "info@acme.example" }))).toEqual(["ROLE_ADDRESS email"]);
    expect(codes(person("c1", { email: "ann@mailinator.com" }))).toEqual([
      "DISPOSABLE_ADDRESS email",
    ]);
    const listed = { isDisposable: (domain: string) => domain === "gone.example" };
    expect(codes(person("c1", { email: "ann@mailinator.com" }), listed)).toEqual([]);
    expect(codes(person("c1", { email: "ann@gone.example" }), listed)).toHaveLength(1);
    const typo = contactFindings(person("c1", { email: "ann@gmial.com" }), { now }).findings;
    expect(typo).toEqual([{ code: "DOMAIN_TYPO_SUSPECTED", path: "email", domain: "gmail.com" }]);
  });

  it.each([
    ["refuses", ["DOMAIN_REFUSES_MAIL email"]],
    ["none", ["DOMAIN_WITHOUT_MAIL email"]],
    ["missing", ["DOMAIN_MISSING email"]],
    ["unknown", []],
    ["accepts", []],
  ] as const)("takes a domain that DNS says %s of", (mailDomain, expected) => {
    expect(codes(person("c1", { email: "ann@mail.example" }), { mailDomain })).toEqual(expected);
  });

  it("calls a contact stale by exact rules", () => {
    const old = person("c1", { email: "ann@mail.example", createdAt: now - 400 * day });
    const stale = ["STALE_CONTACT "];
    const at = (humanAt: number | null, sentAt: number | null, staleAfterDays = 365) =>
      codes(old, { activity: { humanAt, sentAt }, staleAfterDays });
    expect(at(null, now - 5 * day)).toEqual(stale);
    expect(at(now - 365 * day, now - 5 * day)).toEqual(stale);
    expect(at(now - 365 * day + 1, now - 5 * day)).toEqual([]);
    expect(at(null, now - 5 * day, 500)).toEqual([]);
    // Nothing was sent that anybody could have opened.
    expect(at(null, null)).toEqual([]);
    expect(at(null, now - 365 * day)).toEqual([]);
    // Nobody has looked.
    expect(codes(old)).toEqual([]);
    const opened = { ...old, lastOpenDay: "2026-05-20" };
    expect(codes(opened, { activity: { humanAt: null, sentAt: now - day } })).toEqual([]);
    expect(codes({ ...old, lastOpenDay: "2024-05-20" })).toEqual(stale);
    expect(codes({ ...old, lastOpenDay: "soon" })).toEqual([]);
  });

  it("finds personal data in free fields, also deep in them, and not in fields of their own", () => {
    const ann = person("c1", {
      email: "ann@mail.example",
      attributes: {
        phone: "+4930901820",
        note: "card 4111 1111 1111 1111",
        log: [{ text: "call +49 30 901820" }],
      },
    });
    const { findings } = contactFindings(ann, { now });
    expect(findings.map(({ path, personalData }) => [path, personalData?.[0]?.kind])).toEqual([
      ["attributes.note", "card"],
      ["attributes.log.0.text", "phone"],
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/4111 |901820/);
    expect(codes(ann, { freeFields: ["log"] })).toEqual(["PERSONAL_DATA attributes.log.0.text"]);
    expect(codes(ann, { freeFields: [] })).toEqual([]);
  });

  it("survives what no store should hold", () => {
    let deep: unknown[] = [];
    for (let level = 0; level < 5_000; level++) deep = [deep];
    const attributes = JSON.parse(
      `{"__proto__":"x","note":"${"a".repeat(100)}\\ud800","number":4111111111111111,"none":null}`,
    );
    attributes.huge = "x".repeat(10_000_000);
    attributes.deep = deep;
    const odd = person("c1", {
      ...{ email: "no address", attributes, createdAt: Number.NaN, updatedAt: Number.NaN },
      lastOpenDay: "never",
    });
    expect(codes(odd)).toEqual(["PERSONAL_DATA attributes.number"]);
  });
});

describe("proposeChanges", () => {
  it("proposes with what stands there now, and changes nothing", () => {
    const attributes = {
      ...{ firstName: "JEAN-LUC", lastName: "VAN DER BERG", country: "Germany" },
      ...{ city: " New  York ", note: "one\n two", plan: "PRO", zip: "n/a", empty: "  " },
    };
    const contact = person("c1", { attributes, locale: "nl" });
    expect(proposeChanges(contact)).toEqual({
      contact: "c1",
      changes: [
        {
          ...{ path: "attributes.firstName", before: "JEAN-LUC", after: "Jean-Luc" },
          code: "NAME_CASE",
        },
        {
          ...{ path: "attributes.lastName", before: "VAN DER BERG", after: "van der Berg" },
          code: "NAME_CASE",
        },
        {
          ...{ path: "attributes.country", before: "Germany", after: "DE" },
          code: "COUNTRY_NAME",
        },
        { path: "attributes.city", before: " New  York ", after: "New York", code: "SPACES" },
      ],
    });
    expect(contact.attributes).toBe(attributes);
  });

  it("takes the kind of a field as it is told", () => {
    const contact = person("c1", { attributes: { land: "Holland", vn: "ANN", lastName: "LEE" } });
    const fields = { vn: "givenName", lastName: "text" } as const;
    expect(proposeChanges(contact, { fields }).changes.map(({ after }) => after)).toEqual([
      "NL",
      "Ann",
    ]);
  });
});
