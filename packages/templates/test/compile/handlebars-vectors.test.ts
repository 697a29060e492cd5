import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { JsonObject } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { compileText } from "../../src/compile/index.js";
import { TemplateError } from "../../src/errors/index.js";
import { digestProgram } from "../../src/program/index.js";
import { loadProgram } from "../../src/program/load.js";
import { render } from "../../src/render/index.js";
import { assemble } from "../edge/assemble/assemble.js";
import { recipient } from "../edge/assemble/recipient.js";
import { runPart } from "../support/reference-interpreter.js";

const folder = new URL("../../../../../shared/vectors/handlebars/", import.meta.url);

interface Vector {
  readonly description: string;
  readonly it: string;
  readonly template: string;
  readonly data?: unknown;
  readonly expected?: string;
  readonly exception?: unknown;
  readonly helpers?: Readonly<Record<string, unknown>>;
  readonly partials?: Readonly<Record<string, string>>;
  readonly compileOptions?: Readonly<Record<string, unknown>>;
}

/** Refused for good: what they need is no part of the language, and each has a code. */
const outside = new Set([
  "TEMPLATE_BLOCK_UNKNOWN",
  "TEMPLATE_HELPER_UNKNOWN",
  "TEMPLATE_NOT_ALLOWED",
  "TEMPLATE_SYNTAX",
  "TEMPLATE_BLOCK_MISMATCH",
  "TEMPLATE_BLOCK_PARAMETER",
]);

function hasCode(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes('"!code"');
}

const tally = { equal: 0, refused: 0, shipped: 0 };

/**
 * The same part through the renderer that ships; `null` where the data is no contact's attributes.
 */
function renderShipped(compiled: ReturnType<typeof compileText>, data: unknown) {
  if (!isAttributes(data)) return null;
  const base = assemble({});
  const { digest: _, ...program } = {
    ...base,
    fields: compiled.fields,
    helpers: compiled.helpers,
    html: compiled.part,
  };
  return render(loadProgram({ ...program, digest: digestProgram(program) }), recipient(data));
}

function isAttributes(data: unknown): data is JsonObject {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

describe.skipIf(!existsSync(folder))("the Handlebars specification's own cases", () => {
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    vectors.forEach((vector, index) => {
      // Functions in the data are never called here, and these options are not Handlebars' default
      // reading.
      if (hasCode(vector.data) || vector.compileOptions?.["compat"] === true) return;
      if (vector.compileOptions?.["ignoreStandalone"] === true) return;
      const helpers = Object.keys(vector.helpers ?? {});
      // The specification writes its helpers in JavaScript, as text; nothing here evaluates text.
      if (helpers.some((name) => vector.template.includes(name))) return;
      it(`${file} ${index}: ${vector.description}, ${vector.it}`, () => {
        let compiled: ReturnType<typeof compileText>;
        try {
          compiled = compileText(vector.template, {
            escaping: "compat",
            partials: vector.partials ?? {},
          });
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
          if (error instanceof TemplateError) {
            expect(outside).toContain(error.code);
            expect(error.line).toBeGreaterThan(0);
          }
          tally.refused++;
          return;
        }
        const { part } = compiled;
        expect(vector.exception, "Handlebars refuses it, and so must we").toBeUndefined();
        expect(runPart(part, { data: vector.data })).toBe(vector.expected);
        tally.equal++;
        const shipped = renderShipped(compiled, vector.data);
        if (shipped === null) return;
        // The renderer refuses to print an object, whichever way it is escaped: a mail never says
        // [object Object].
        if (!shipped.rendered)
          expect(shipped.reasons.map(({ code }) => code)).toContain("VALUE_OBJECT");
        else {
          expect(shipped.html, "as the shipped renderer has it").toBe(vector.expected);
          tally.shipped++;
        }
      });
    });
  }

  it("leaves at least 110 of them equal, nearly all of them through the shipped renderer as well", () => {
    expect(tally.equal).toBeGreaterThanOrEqual(110);
    expect(tally.shipped).toBeGreaterThanOrEqual(100);
  });
});

describe("an empty list", () => {
  it("is nothing to go into, as in Handlebars", () => {
    const compiled = compileText("{{#with list}}some{{else}}none{{/with}}", { escaping: "compat" });
    expect(renderShipped(compiled, { list: [] })).toMatchObject({ rendered: true, html: "none" });
    expect(renderShipped(compiled, { list: ["a"] })).toMatchObject({
      rendered: true,
      html: "some",
    });
  });
});
