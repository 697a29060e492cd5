import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { verifyTemplate } from "../../src/compile/index.js";
import { runFuzz } from "./run-fuzz.ts";

it("gives what Handlebars and MJML give per recipient, on generated templates", {
  timeout: 60_000,
}, async () => {
  const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_121);
  const pairs = Number(process.env["FUZZ_PAIRS"] ?? propertyRuns(300));
  const { differences, ...report } = await runFuzz({
    verify: verifyTemplate,
    seed,
    pairs,
    contextsPerTemplate: 6,
  });
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  expect(differences.slice(0, 1)).toEqual([]);
  expect(report.pairs).toBeGreaterThanOrEqual(pairs);
  // Mostly templates that compile: a compiler that refused everything would be equal too.
  expect(refused / report.templates).toBeLessThan(0.3);
});
