import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

// The short way in runs on these.
const parts = [
  "./src/memory/index.ts",
  "./src/in-process/index.ts",
  "./src/web/index.ts",
  "./src/transport-rules/index.ts",
];

export default defineConfig(() =>
  packageOptions({
    behind: {
      "./src/app/index.ts": parts,
      "./src/testing/index.ts": parts,
      "./src/smtp/index.ts": ["./src/transport-rules/index.ts"],
    },
  }),
);
