import { expect, it } from "vitest";
import { compileSms, compileTemplate } from "../../src/compile/index.js";
import { loadProgram, render } from "../../src/index.js";
import { loadSms, renderSms } from "../../src/sms/index.js";
import { runPartialsFuzz } from "./run-partials-fuzz.ts";
import { situations } from "./situations.ts";

const subject = { compileSms, compileTemplate, loadProgram, loadSms, render, renderSms };

it("prints what Handlebars prints, whatever partials are given and wherever they are called", {
  timeout: 60_000,
}, async () => {
  const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_129);
  const pairs = Number(process.env["FUZZ_PAIRS"] ?? 900);
  const { differences, ...report } = await runPartialsFuzz({
    subject,
    seed,
    pairs,
    contextsPerTemplate: 6,
  });
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  expect(differences.slice(0, 1)).toEqual([]);
  expect(report.pairs).toBeGreaterThanOrEqual(pairs);
  // Mostly templates that compile and print: a compiler that refused everything would be equal too.
  expect(refused / report.templates).toBeLessThan(0.35);
  expect(report.unprintable / report.pairs).toBeLessThan(0.15);
  expect(situations.filter((situation) => report.reached[situation] === undefined)).toEqual([]);
});
