import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(() =>
  packageOptions([
    { entries: ["./src/app/index.ts"], weight: 6 },
    { entries: ["./src/memory/index.ts"], weight: 4 },
    { entries: ["./src/app/index.ts", "./src/sqlite/index.ts", "./src/smtp/index.ts"], weight: 3 },
    { entries: ["./src/app/index.ts", "./src/testing/index.ts"], weight: 1 },
  ]),
);
