import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(() =>
  packageOptions({
    // Every package imports the errors and the dates, many of them nothing else.
    alone: ["./src/errors/index.ts", "./src/dates/index.ts", "./src/ports/index.ts"],
    // A form's page reads addresses and nothing else; a store is opened where nothing else of core
    // may run, and needs a third of the main entry.
    apart: ["./src/addresses/index.ts", "./src/store-kit/index.ts"],
    behind: {
      "./src/engine/index.ts": ["./src/addresses/index.ts"],
      "./src/import/index.ts": ["./src/addresses/index.ts"],
    },
  }),
);
