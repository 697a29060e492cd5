import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileText } from "../../src/compile/index.js";
import { TemplateError } from "../../src/errors/index.js";
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

const hasCode = (value: unknown): boolean => JSON.stringify(value ?? null).includes('"!code"');

const tally = { equal: 0, refused: 0 };

describe.skipIf(!existsSync(folder))("the Handlebars specification's own cases", () => {
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    vectors.forEach((vector, index) => {
      // Functions in the data are never called here, and these options are not Handlebars' default reading.
      if (hasCode(vector.data) || vector.compileOptions?.["compat"] === true) return;
      if (vector.compileOptions?.["ignoreStandalone"] === true) return;
      const helpers = Object.keys(vector.helpers ?? {});
      // The specification writes its helpers in JavaScript, as text; nothing here evaluates text.
      if (helpers.some((name) => vector.template.includes(name))) return;
      it(`${file} ${index}: ${vector.description}, ${vector.it}`, () => {
        let part: ReturnType<typeof compileText>["part"];
        try {
          part = compileText(vector.template, { escaping: "compat", partials: vector.partials ?? {} }).part;
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
          if (error instanceof TemplateError) {
            expect(outside).toContain(error.code);
            expect(error.line).toBeGreaterThan(0);
          }
          tally.refused++;
          return;
        }
        expect(vector.exception, "Handlebars refuses it, and so must we").toBeUndefined();
        expect(runPart(part, { data: vector.data })).toBe(vector.expected);
        tally.equal++;
      });
    });
  }

  it("leaves at least 110 of them equal", () => {
    expect(tally.equal).toBeGreaterThanOrEqual(110);
  });
});
