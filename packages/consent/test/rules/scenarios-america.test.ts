import { describe, expect, it } from "vitest";
import {
  caRules,
  ukRules,
  usCallRules,
  usCaRules,
  usEmailRules,
  usSmsRules,
} from "../../src/entries/rules.js";
import { runScenarios } from "./run-scenarios.js";
import { america } from "./scenarios-america.js";
import { britain } from "./scenarios-britain.js";
import { americanCalls, britishCalls } from "./scenarios-calls.js";

runScenarios(
  "the United States and Canada",
  [...america, ...americanCalls],
  [usCallRules, usSmsRules, usEmailRules, usCaRules, caRules],
);
runScenarios("the United Kingdom", [...britain, ...britishCalls], [ukRules]);

describe("hours and caps of the states", () => {
  const states = usSmsRules.rows.filter(({ id }) => id.startsWith("US-ST-"));
  const at = (row: (typeof states)[number]) =>
    america.filter(({ place, channel }) => channel === "sms" && row.appliesTo.includes(place));

  it.each(states.filter(({ rule }) => rule === "quiet_hours").map((row) => [row.id, row] as const))(
    "%s lets one scenario wait and one pass",
    (id, row) => {
      const found = at(row).map(({ expected, rows }) =>
        expected === "refused" ? rows?.includes(id) : "passes",
      );
      expect(found).toEqual(expect.arrayContaining([true, "passes"]));
    },
  );

  it.each(states.filter(({ rule }) => rule === "frequency").map((row) => [row.id, row] as const))(
    "%s is some scenario's duty",
    (_, row) => {
      const duties = at(row).flatMap(({ obligations = [] }) => obligations);
      expect(duties).toContain("MAX_3_PER_PT24H");
    },
  );
});
