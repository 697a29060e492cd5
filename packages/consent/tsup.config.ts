import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(async () => ({
  // Whoever verifies a proof needs nothing of what made it.
  ...(await packageOptions({ apart: ["./src/verify.ts", "./src/bin/wellsent-verify.ts"] })),
  // Of five modules with SHA-224 to SHA-512, one function and its HMAC: apart, they would be a
  // tenth of what importing the package takes. They hold no state, so that a second copy does no
  // harm.
  noExternal: [/^@noble\/hashes/],
}));
