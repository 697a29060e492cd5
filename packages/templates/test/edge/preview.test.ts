import { describe, expect, it } from "vitest";
import { templateRenderer } from "../../src/index.js";
import { renderPreview, samplePeople } from "../../src/preview/index.js";
import { Escape } from "../../src/program/index.js";
import { assemble, use } from "./assemble/assemble.js";

const ann = {
  label: "Ann",
  locale: "en",
  attributes: { firstName: "Ann", lastName: "Lee", city: "Graz" },
};
const program = assemble({
  id: "hello",
  fields: [use("firstName", { type: "name" }), use("city", { required: true })],
  subject: [{ value: { salutation: {} }, escape: Escape.header }],
  html: [
    "<html><head></head><body>",
    {
      value: { fallback: { path: ["firstName"], field: 0 }, otherwise: { literal: "there" } },
      escape: Escape.text,
    },
    { value: { path: ["city"], field: 1 }, escape: Escape.text },
    { pixel: true },
    "</body></html>",
  ],
});
const renderer = templateRenderer({ templates: [program] });

describe("samplePeople", () => {
  it("shows who a template fails most often, all else as usual", () => {
    const people = samplePeople(ann);
    expect(people.map((person) => person.label)).toEqual([
      "Ann, measured with consent",
      "Ann, no consent to measure",
      "No name known",
      "Placeholder for a name",
      "Very long name",
      "Right to left",
      "Name that looks like markup",
    ]);
    expect(people.map((person) => person.attributes["city"])).toEqual(Array(7).fill("Graz"));
    expect(people[2]?.attributes).toEqual({ city: "Graz" });
  });
});

describe("renderPreview", () => {
  const page = renderPreview(renderer, ["hello"], samplePeople(ann), { title: "A & B" });

  it("is one page with two frames for everybody, and nothing in it can run or be fetched", () => {
    expect(page.match(/<iframe sandbox="" /g)).toHaveLength(14);
    expect(page).toContain("<title>A &amp; B</title>");
    expect(page).not.toMatch(/<script|<link|<img|src="/);
    expect(page.match(/Content-Security-Policy/g)).toHaveLength(14);
  });

  it("says which fallback spoke and whether anything reports back", () => {
    expect(page).toContain("fallback: salutation, firstName");
    expect(page.match(/> · measured|· measured/g)).toHaveLength(1);
    expect(page.match(/nothing reports back/g)).toHaveLength(6);
  });

  it("shows who would get no mail, and why", () => {
    const nobody = renderPreview(
      renderer,
      ["hello"],
      [{ label: "Bo", locale: null, attributes: {} }],
    );
    expect(nobody).toContain("gets no mail");
    expect(nobody).toContain("<code>FIELD_MISSING</code> city");
    expect(nobody).not.toContain("<iframe");
  });
});
