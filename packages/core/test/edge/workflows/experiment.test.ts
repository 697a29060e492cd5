import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import { checkWorkflow, contactId, defineWorkflow, enrollmentId } from "../../../src/index.js";
import { countSteps, workflowMermaid } from "../../../src/workflows/diagram/index.js";
import { enrollmentFor, transition } from "../../../src/workflows/index.js";
import { contact, context, facts, start, workflow } from "./fixtures.js";
import { schema } from "./schema-fixture.js";

function subject(name: string, share?: number, weights: readonly [number, number] = [1, 3]) {
  return defineWorkflow(schema, name, (w) =>
    w
      .onRequest()
      .goalOn("order.placed", { name: "order" })
      .experiment("subject", {
        ...{ metric: "order", id: "test" },
        arms: {
          plain: { weight: weights[0] },
          bold: { weight: weights[1], do: (way) => way.exit("bold") },
        },
        ...(share === undefined ? {} : { holdout: { share, do: (way) => way.exit("held-out") } }),
      }),
  );
}

const people = Array.from({ length: 4000 }, (_, index) => contactId(`c-${index}`));

/** Who got what, and what was recorded of it. */
function dealt(definition: ReturnType<typeof subject>) {
  return people.map((id) => {
    const person = contact({ id });
    const run = enrollmentFor(definition, person, { type: "manual", id: "m" }, start, {
      next: () => "e",
    });
    if (run === null) throw new Error("The run cannot begin.");
    const { effects, log } = transition(
      definition,
      { ...run, id: enrollmentId("e") },
      [],
      facts({ contact: person }),
      context(start),
    );
    const [exposure] = effects;
    if (exposure?.kind !== "exposure") throw new Error("Nothing was recorded.");
    const took = countSteps(log).took["test"] ?? {};
    return { arm: exposure.arm, exposure, took: Object.keys(took)[0] };
  });
}
const arms = (definition: ReturnType<typeof subject>) => dealt(definition).map(({ arm }) => arm);
function share(all: readonly unknown[], one: unknown): number {
  return all.filter((arm) => arm === one).length / all.length;
}

describe("an experiment", () => {
  it("deals contacts by weight, and records each with its arm and metric", () => {
    const all = dealt(subject("a"));
    // Within four standard deviations of 4,000 draws.
    expect(
      Math.abs(
        share(
          all.map(({ arm }) => arm),
          "bold",
        ) - 0.75,
      ),
    ).toBeLessThan(0.028);
    for (const { arm, took, exposure } of all) {
      expect(took).toBe(arm);
      expect(exposure).toMatchObject({
        ...{ key: "e:0:0", experiment: "subject", metric: "order", at: start, node: "test" },
      });
    }
  });

  it("gives a contact the same arm in every workflow that names it, and another in another", () => {
    expect(arms(subject("other"))).toEqual(arms(subject("a")));
    const renamed = JSON.parse(JSON.stringify(subject("a")).replaceAll('"subject"', '"tone"'));
    expect(arms(parseWorkflow(renamed))).not.toEqual(arms(subject("a")));
  });

  it("holds out its share, and moves nobody between arms by another share", () => {
    const without = arms(subject("a"));
    const small = arms(subject("a", 0.1));
    const large = arms(subject("a", 0.3));
    expect(Math.abs(share(small, null) - 0.1)).toBeLessThan(0.019);
    expect(Math.abs(share(large, null) - 0.3)).toBeLessThan(0.029);
    for (const [index, arm] of large.entries()) {
      if (arm === null) continue;
      expect([without[index], small[index]]).toEqual([arm, arm]);
    }
    const [out] = dealt(subject("a", 0.1)).filter(({ arm }) => arm === null);
    expect(out?.took).toBe("holdout");
    // Who is held out is not drawn from one arm.
    expect(
      Math.abs(
        share(
          without.filter((_, index) => large[index] === null),
          "bold",
        ) - 0.75,
      ),
    ).toBeLessThan(0.05);
  });

  it("moves only as many as an arm grows", () => {
    const before = arms(subject("a"));
    const moved = arms(subject("a", undefined, [2, 2])).filter(
      (arm, index) => arm !== before[index],
    );
    expect(Math.abs(moved.length / people.length - 0.25)).toBeLessThan(0.028);
  });

  it("is the value its JSON gives, and is drawn with its arms", () => {
    const definition = subject("a", 0.05);
    expect(parseWorkflow(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
    const drawn = workflowMermaid(definition);
    expect(drawn).toContain("<b>Experiment · order</b><br/>subject: 1 : 3");
    for (const way of ["plain", "bold", "holdout"]) expect(drawn).toContain(`|"${way}"|`);
  });

  it.each([
    ["EXPERIMENT nodes.a.experiment", { experiment: "" }],
    ["EXPERIMENT nodes.a.metric", { metric: "oder" }],
    ["EXPERIMENT nodes.a.arms", { arms: [{ id: "holdout", weight: 1, next: "end" }] }],
    ["EXPERIMENT nodes.a.holdout.share", { holdout: { share: 1, next: "end" } }],
    ["SPLIT_WEIGHTS nodes.a.arms", { arms: [{ id: "b", weight: 0, next: "end" }] }],
  ])("is checked: %s", (finding, part) => {
    const node = {
      ...({ kind: "experiment", experiment: "subject", metric: "order" } as const),
      arms: [{ id: "a", weight: 1, next: "end" }],
      ...part,
    };
    const definition = workflow({ a: node }, { goals: [{ name: "order", event: "order.placed" }] });
    const found = checkWorkflow(definition);
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual([finding]);
  });
});
