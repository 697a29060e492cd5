import { defineConfig } from "vitest/config";

// Set by scripts/mutants.ts, one mutant a run. The source on disk is never touched, and no
// transformed module is kept: a cached one would be the last mutant, or none.
const {
  MUTANT_PACKAGE = "",
  MUTANT_FILE = "",
  MUTANT_FIND = "",
  MUTANT_REPLACE = "",
} = process.env;
const conditions = ["@wellsent/source"];

export default defineConfig({
  root: `${import.meta.dirname}/../../packages/${MUTANT_PACKAGE}`,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  plugins: [
    {
      name: "mutant",
      enforce: "pre",
      transform(code: string, id: string) {
        if (!id.split("?")[0]?.endsWith(`/${MUTANT_FILE}`)) return null;
        if (!code.includes(MUTANT_FIND)) throw new Error("The mutant found no target.");
        return { code: code.replace(MUTANT_FIND, () => MUTANT_REPLACE), map: null };
      },
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    bail: 1,
    fsModuleCache: false,
    // As in the tests themselves: running out of time or luck is no catch.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    provide: {
      propertySeed: Number(process.env["WELLSENT_SEED"] ?? 20261121),
      // A defect is looked for with all that is proven.
      propertyShare: 1,
    },
    setupFiles: [`${import.meta.dirname}/../seed-properties.ts`],
  },
});
