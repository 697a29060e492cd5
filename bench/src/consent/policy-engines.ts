import { createMongoAbility, subject } from "@casl/ability";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { Engine, type TopLevelCondition } from "json-rules-engine";
import type { PolicyInput, Refusal } from "./policy.ts";

/**
 * The policy of the contest in words each engine reads: when a message is refused, and why. What
 * one line lists must hold together.
 */
type Condition = Partial<PolicyInput>;
const refusals: readonly { readonly why: Refusal; readonly when: Condition }[] = [
  { why: "restricted", when: { restricted: true } },
  { why: "suppressed", when: { bounced: true } },
  { why: "suppressed", when: { complained: true, messageClass: "marketing" } },
  { why: "suppressed", when: { complained: true, messageClass: "service" } },
  { why: "withdrawn", when: { withdrawn: true, messageClass: "marketing" } },
  { why: "withdrawn", when: { withdrawnByPurpose: true, messageClass: "service" } },
  { why: "no_basis", when: { country: "DE", messageClass: "marketing", consent: "none" } },
  { why: "no_basis", when: { country: "DE", messageClass: "marketing", consent: "said" } },
  { why: "no_basis", when: { country: "GB", messageClass: "marketing", consent: "none" } },
];

export interface PolicyEngine<Answer> {
  readonly name: string;
  /** The refusals, each once; of casbin, which stops at the first, whether there is one. */
  readonly answer: (input: PolicyInput) => Answer;
}

function jsonRulesEngine(): PolicyEngine<Promise<readonly string[]>> {
  const createConditions = (when: Condition): TopLevelCondition => ({
    all: Object.entries(when).map(([fact, value]) => ({ fact, operator: "equal", value })),
  });
  const engine = new Engine(
    refusals.map(({ why, when }) => ({ conditions: createConditions(when), event: { type: why } })),
  );
  return {
    name: "json-rules-engine",
    answer: async (input) => {
      const { events } = await engine.run({ ...input });
      return [...new Set(events.map(({ type }) => type))];
    },
  };
}

function casl(): PolicyEngine<readonly string[]> {
  const ability = createMongoAbility([
    { action: "send", subject: "Message" },
    ...refusals.map(({ why, when }) => ({
      action: "send",
      subject: "Message",
      inverted: true,
      conditions: when,
      reason: why,
    })),
  ]);
  return {
    name: "CASL",
    answer: (input) => {
      const message = subject("Message", { ...input });
      const found: string[] = [];
      for (const rule of ability.rulesFor("send", "Message")) {
        const { inverted, reason = "" } = rule;
        if (inverted && rule.matchesConditions(message) && !found.includes(reason))
          found.push(reason);
      }
      return found;
    },
  };
}

const axes = [
  "restricted",
  "bounced",
  "complained",
  "withdrawn",
  "withdrawnByPurpose",
  "country",
  "messageClass",
  "consent",
] as const satisfies readonly (keyof PolicyInput)[];

async function casbin(): Promise<PolicyEngine<boolean>> {
  const matcher = axes.map((axis) => `(p.${axis} == "*" || r.${axis} == p.${axis})`).join(" && ");
  const model = newModelFromString(`
[request_definition]
r = ${axes.join(", ")}
[policy_definition]
p = ${axes.join(", ")}, eft
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = ${matcher.replaceAll("p.", "p_").replaceAll("r.", "r_")}
`);
  const lines = refusals.map(
    ({ when }) => `p, ${axes.map((axis) => `${when[axis] ?? "*"}`).join(", ")}, deny`,
  );
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join("\n")));
  return {
    name: "node-casbin",
    answer: (input) => !enforcer.enforceSync(...axes.map((axis) => `${input[axis]}`)),
  };
}

export async function policyEngines() {
  return {
    jsonRulesEngine: jsonRulesEngine(),
    casl: casl(),
    casbin: await casbin(),
  };
}
