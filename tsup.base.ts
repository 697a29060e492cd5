import type { Options } from "tsup";

/**
 * One file in, one file out: stack traces keep their names, nothing is bundled by accident, and every adapter
 * stays its own module. Declarations come from `tsc`: tsup's own need a compiler API that TypeScript 7 lacks.
 */
export const tsupOptions: Options = {
  entry: ["src/**/*.ts"],
  bundle: false,
  format: ["esm"],
  dts: false,
  clean: true,
  sourcemap: true,
  target: "es2023",
  silent: true,
};
