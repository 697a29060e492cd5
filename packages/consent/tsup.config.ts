import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

// Whoever verifies a proof needs nothing of what made it.
export default defineConfig(() =>
  packageOptions({ apart: ["./src/verify.ts", "./src/bin/wellsent-verify.ts"] }),
);
