import { defineConfig } from "tsup";
import { tsupOptions } from "../../tsup.base.js";

// One file an entry, and shared chunks: sixty small modules take several times as long to import on every cold start.
export default defineConfig({
  ...tsupOptions,
  entry: [
    "src/index.ts",
    "src/bytes.ts",
    "src/define/index.ts",
    "src/message.ts",
    "src/preview/index.ts",
    "src/sms/index.ts",
    "src/compile/index.ts",
  ],
  bundle: true,
  splitting: true,
});
