import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

// A few kilobytes each, and the short way in runs on all of them: one chunk together.
const small = ["./src/in-process/index.ts", "./src/transport-rules/index.ts", "./src/web/index.ts"];
const parts = ["./src/memory/index.ts", ...small];

export default defineConfig(() =>
  packageOptions({
    behind: {
      ...Object.fromEntries(parts.map((part) => [part, small])),
      "./src/app/index.ts": parts,
      "./src/smtp/index.ts": small,
      "./src/testing/index.ts": parts,
    },
  }),
);
