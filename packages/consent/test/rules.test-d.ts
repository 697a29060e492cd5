import { expectTypeOf, it } from "vitest";
import type { RuleKind, RuleParams, RuleRow } from "../src/entries/rules.js";

it("ties a row's parameters to its rule", () => {
  expectTypeOf<RuleRow<"freshness">["params"]>().toEqualTypeOf<RuleParams["freshness"]>();
  expectTypeOf<RuleRow["rule"]>().toEqualTypeOf<RuleKind>();
  expectTypeOf<Extract<RuleRow, { rule: "reask" }>["params"]>().toEqualTypeOf<RuleParams["reask"]>();
  expectTypeOf<RuleRow<"opt_out">>().toExtend<RuleRow>();
  expectTypeOf<{ rule: "freshness"; params: RuleParams["proof"] }>().not.toExtend<
    Pick<RuleRow<"freshness">, "rule" | "params">
  >();
});
