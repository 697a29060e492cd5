import { expectTypeOf, it } from "vitest";
import type {
  CommitReport,
  commitImport,
  DryRunReport,
  dryRunImport,
  ImportProgress,
  ImportReport,
} from "../../src/import/index.js";

type Yielded<T> = T extends AsyncGenerator<infer Step> ? Step : never;

it("gives the report with the last step only, and each kind of import its own", () => {
  expectTypeOf<Yielded<ReturnType<typeof dryRunImport>>>().toEqualTypeOf<ImportProgress<DryRunReport>>();
  expectTypeOf<Yielded<ReturnType<typeof commitImport>>>().toEqualTypeOf<ImportProgress<CommitReport>>();
  expectTypeOf<Extract<ImportProgress, { phase: "done" }>["report"]>().toEqualTypeOf<ImportReport>();
  expectTypeOf<Extract<ImportProgress, { phase: "reading" | "writing" }>>().not.toHaveProperty("report");
});
