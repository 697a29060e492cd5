import assert from "node:assert/strict";
import type { Contest } from "../contest.ts";
import { decideCase, listRefusals, type PolicyCase, policyCase } from "./policy.ts";
import { policyEngines } from "./policy-engines.ts";

const cases: readonly PolicyCase[] = Array.from({ length: 256 }, (_, seed) => policyCase(seed));
function caseAt(turn: number): PolicyCase {
  return cases[turn % cases.length] as PolicyCase;
}

function ours(iterations: number): unknown {
  let last: unknown;
  for (let done = 0; done < iterations; done++) last = decideCase(caseAt(done)).allowed;
  return last;
}

function sorted(refusals: readonly string[]): readonly string[] {
  return [...refusals].sort();
}

/**
 * One policy of nine lines: restriction, suppression, withdrawal by purpose and topic, class of
 * message, and what three countries ask for. Ours decides it by its packs of rules from the kept
 * projection; the engines are given what they need as flat facts, which is not timed.
 */
export async function policyContests(): Promise<readonly Contest[]> {
  const { jsonRulesEngine, casl, casbin } = await policyEngines();
  const common = { ours, goal: 5, unit: "decision" };
  const fair = (refused: number, of: number): void =>
    assert(refused > of / 4 && refused < (3 * of) / 4, `${refused} of ${of} refused: no fair mix`);
  const each = async (
    compare: (one: PolicyCase, refusals: readonly string[]) => void | Promise<void>,
  ): Promise<void> => {
    let refused = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const one = policyCase(seed);
      const decision = decideCase(one);
      if (!decision.allowed) refused++;
      const refusals = listRefusals(decision);
      assert.equal(refusals.length > 0, !decision.allowed);
      await compare(one, sorted(refusals));
    }
    fair(refused, 2000);
  };
  const name = (peer: string): string => `decide an equivalent policy, against ${peer}`;
  const flat = "its facts prepared beforehand and not timed";
  return [
    {
      ...common,
      name: name(casl.name),
      peer: (iterations) => {
        let last: unknown;
        for (let done = 0; done < iterations; done++) last = casl.answer(caseAt(done).input).length;
        return last;
      },
      peerName: casl.name,
      note: `${flat}; every refusal named`,
      check: () =>
        each(({ input }, refusals) =>
          assert.deepEqual(sorted(casl.answer(input)), refusals, JSON.stringify(input)),
        ),
    },
    {
      ...common,
      name: name(jsonRulesEngine.name),
      peer: async (iterations) => {
        let last: unknown;
        for (let done = 0; done < iterations; done++)
          last = (await jsonRulesEngine.answer(caseAt(done).input)).length;
        return last;
      },
      peerName: jsonRulesEngine.name,
      note: `${flat}; every refusal named`,
      check: () =>
        each(async ({ input }, refusals) =>
          assert.deepEqual(
            sorted(await jsonRulesEngine.answer(input)),
            refusals,
            JSON.stringify(input),
          ),
        ),
    },
    {
      ...common,
      name: name(casbin.name),
      peer: (iterations) => {
        let last: unknown;
        for (let done = 0; done < iterations; done++) last = casbin.answer(caseAt(done).input);
        return last;
      },
      peerName: casbin.name,
      note: `${flat}; a yes or no alone`,
      check: () =>
        each(({ input }, refusals) =>
          assert.equal(casbin.answer(input), refusals.length > 0, JSON.stringify(input)),
        ),
    },
  ];
}
