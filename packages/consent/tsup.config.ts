import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(async () => ({
  ...(await packageOptions([
    { entries: ["./src/index.ts"], weight: 4 },
    // The short way in, and the same when somebody asks for their data.
    { entries: ["./src/index.ts", "./src/entries/rules.ts"], weight: 4 },
    // Whoever verifies a proof needs nothing of what made it.
    { entries: ["./src/verify.ts"], weight: 2 },
  ])),
  // Of five modules with SHA-224 to SHA-512, one function and its HMAC: apart, they would be a
  // tenth of what importing the package takes. They hold no state, so that a second copy does no
  // harm.
  noExternal: [/^@noble\/hashes/],
}));
