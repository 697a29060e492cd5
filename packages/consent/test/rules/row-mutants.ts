import { DefinitionError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { type RuleRow, rulePacks } from "../../src/entries/rules.js";
import type { RulePack } from "../../src/index.js";
import { decideScenario, findFaults, type Scenario } from "./run-scenarios.js";

type Mutant = readonly [name: string, rows: readonly RuleRow[]];

/** What somebody might write by mistake: each changes what the row rules. */
function createMutants(row: RuleRow): readonly Mutant[] {
  const gone: Mutant = ["gone", []];
  const others = ["person", "sole_trader", "professional", "company"] as const;
  const wider: readonly Mutant[] =
    row.subjects === undefined
      ? []
      : others
          .filter((subject) => row.subjects?.includes(subject) === false)
          .map((subject) => [
            `also for ${subject}`,
            [{ ...row, subjects: [...(row.subjects ?? []), subject] }],
          ]);
  switch (row.rule) {
    case "consent": {
      const { params } = row;
      const changed = (name: string, change: Partial<typeof params>): Mutant => [
        name,
        [{ ...row, params: { ...params, ...change } }],
      ];
      return [
        gone,
        changed("confirmation", {
          confirmation: params.confirmation === "required" ? "optional" : "required",
        }),
        changed("stronger", { strength: "express_written" }),
        changed("asserted refused", { asserted: "refuse" }),
      ];
    }
    case "soft_opt_in": {
      const { params } = row;
      const changed = (name: string, change: Partial<typeof params>): Mutant => [
        name,
        [{ ...row, params: { ...params, ...change } }],
      ];
      const { silenceEnds, ...ever } = params;
      return [
        gone,
        changed("no offer needed", { offerAtCollection: false }),
        changed("for anything", { similarOnly: false }),
        changed("after no sale", { relationships: ["inquiry"] }),
        ...(silenceEnds === undefined
          ? []
          : [
              ["for ever", [{ ...row, params: ever }]] satisfies Mutant,
              changed("for two years", { silenceEnds: "P2Y" }),
            ]),
      ];
    }
    case "opt_out":
      return [
        gone,
        ...wider,
        [
          "about anything or nothing",
          [{ ...row, params: { professionalOnly: row.params.professionalOnly !== true } }],
        ],
      ];
    case "implied":
      return [gone, ...wider, ["of another kind", [{ ...row, params: { periods: {} } }]]];
    case "obligation":
      return [
        gone,
        ["of service mail", [{ ...row, params: { ...row.params, classes: ["service"] } }]],
        ...(row.params.unlessConsent === true
          ? [
              [
                "with consent as well",
                [{ ...row, params: { ...row.params, unlessConsent: false } }],
              ] satisfies Mutant,
            ]
          : []),
      ];
    case "tracking": {
      const { params } = row;
      const each = (
        name: string,
        change: Partial<(typeof params)["exemptions"][number]>,
      ): Mutant => [
        name,
        [
          {
            ...row,
            params: {
              ...params,
              exemptions: params.exemptions.map((one) => ({ ...one, ...change })),
            },
          },
        ],
      ];
      // What a row without exemptions forbids the world's own row forbids as well.
      return params.exemptions.length === 0
        ? []
        : [
            gone,
            each("for whoever claims nothing", { claimed: false }),
            each("only where claimed", { claimed: true }),
            each("in service mail", { classes: ["service", "transactional"] }),
            each("in consented mail alone", { classes: ["legal_notice"] }),
            each("for anything", { purposes: ["marketing", "orders", "service"] }),
            each("for nothing", { purposes: ["elsewhere"] }),
            each("without duty", { obligations: [] }),
          ];
    }
    default:
      return [];
  }
}

function survives(
  scenarios: readonly Scenario[],
  pack: RulePack,
  rows: readonly RuleRow[],
): boolean {
  const packs = rulePacks.map((each) => (each.id === pack.id ? { ...pack, rows } : each));
  try {
    return scenarios.every(
      (scenario) => findFaults(scenario, decideScenario(scenario, packs), packs).length === 0,
    );
  } catch (error) {
    // Rows that contradict one another are refused before anybody is written to.
    if (error instanceof DefinitionError) return false;
    throw error;
  }
}

/** One test a pack: the table notices each mistake in each row. */
export function killRowMutants(scenarios: readonly Scenario[], packs: readonly RulePack[]): void {
  describe("a mistake in a row", () => {
    it.each(packs.map((pack) => [pack.id, pack] as const))("is noticed in %s", (_, pack) => {
      const places = new Set(pack.rows.flatMap(({ appliesTo }) => appliesTo));
      const own = scenarios.filter(({ place }) => places.has(place));
      const alive = pack.rows.flatMap((row) =>
        createMutants(row)
          .filter(([, instead]) => JSON.stringify(instead) !== JSON.stringify([row]))
          .filter(([, instead]) =>
            survives(
              own,
              pack,
              pack.rows.flatMap((each) => (each.id === row.id ? instead : [each])),
            ),
          )
          .map(([name]) => `${row.id} ${name}`),
      );
      expect(alive).toEqual([]);
    });
  });
}
