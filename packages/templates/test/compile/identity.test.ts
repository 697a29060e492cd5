import { existsSync, readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import mjml2html from "mjml";
import { describe, expect, it } from "vitest";
import { compileTemplate } from "../../src/compile/index.js";
import { blankIds, firstDifference } from "../support/first-difference.js";
import { runPart } from "../support/reference-interpreter.js";

const folder = new URL("../../../../../shared/data/mjml/", import.meta.url);
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith(".mjml"))
  : [];

const data = {
  FirstName: "Łucja",
  Company: "Müller & Söhne",
  CompanyName: "Acme",
  ReferalCode: "<A1>",
};

/** Icons that MJML would fetch from a host of its own choice. */
function named(mjml: string): string {
  return mjml.replaceAll("<mj-social-element", '<mj-social-element src="https://e.test/icon.png"');
}

function alike(html: string): string {
  return blankIds(html).replaceAll("Ubuntu, Helvetica", "Helvetica");
}

describe.skipIf(files.length === 0)("MJML templates that nobody here wrote", () => {
  it.each(files)("%s compiles to exactly what MJML makes of it without web fonts", async (file) => {
    const mjml = named(readFileSync(new URL(file, folder), "utf8"));
    const { program } = await compileTemplate(
      { id: "identity", messageClass: "service", subject: "s", mjml },
      { minify: false, escaping: "compat" },
    );
    // Two of them greet by name; the others hold no placeholder, and Handlebars leaves them as they
    // are.
    const { html } = await mjml2html(Handlebars.compile(mjml)(data), { fonts: {} });
    const ours = runPart(program.html, { data });
    expect(firstDifference(alike(ours), alike(html))).toBeNull();
    expect(runPart(program.text, { data }).trim()).not.toBe("");
  });
});
