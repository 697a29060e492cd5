import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const conditions = ["@wellsent/source"];
const packages = ["core", "consent", "templates", "adapters"];
/**
 * These must also run where there is no Node: their `test/edge` folder is run a second time in an
 * edge runtime.
 */
const portable = ["core", "consent", "templates"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Long enough for a busy machine: what a test proves does not depend on how fast it does.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Loading the sources anew for each file is most of what a file costs (five times its tests, in
    // adapters), and no module of ours has a state that a test could leave behind.
    isolate: false,
    // Vitest leaves one processor to itself; on the two that CI has, that is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    provide: {
      propertySeed: Number(process.env["WELLSENT_SEED"] ?? 20261121),
      propertyShare: process.env["WELLSENT_PROPERTIES"] === "full" ? 1 : 0.25,
    },
    setupFiles: [fileURLToPath(new URL("scripts/seed-properties.ts", import.meta.url))],
    projects: [
      ...packages.map((name) => ({
        extends: true as const,
        test: {
          name,
          root: `packages/${name}`,
          include: ["test/**/*.test.ts"],
        },
      })),
      ...portable.map((name) => ({
        extends: true as const,
        test: {
          name: `${name}-edge`,
          root: `packages/${name}`,
          include: ["test/edge/**/*.test.ts"],
          environment: "edge-runtime",
        },
      })),
      {
        extends: true as const,
        test: { name: "examples", root: "examples", include: ["*/test/**/*.test.ts"] },
      },
      {
        extends: true as const,
        test: {
          // One program holds the tests of all packages: one compiler judges them.
          name: "types",
          root: ".",
          include: [],
          typecheck: { enabled: true, only: true, include: ["packages/*/test/**/*.test-d.ts"] },
        },
      },
      {
        extends: true as const,
        test: {
          name: "workspace",
          root: ".",
          // Compilers run side by side here, and each has to end within the time of its own test.
          maxConcurrency: 2,
          include: [
            "docs/test/**/*.test.ts",
            "scripts/test/**/*.test.ts",
            "bench/test/**/*.test.ts",
          ],
        },
      },
    ],
  },
});
