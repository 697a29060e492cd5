import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(() =>
  packageOptions({
    // Every package imports the errors and the dates, many of them nothing else; a form's page
    // reads addresses, and a decision about consent asks for times.
    alone: [
      "./src/addresses/index.ts",
      "./src/dates/index.ts",
      "./src/errors/index.ts",
      "./src/ports/index.ts",
      "./src/timing/index.ts",
    ],
    // A store is opened where nothing else of core may run, and needs a third of the main entry.
    apart: ["./src/store-kit/index.ts"],
    // A part and a forecast are of an engine.
    behind: {
      "./src/engine/parts/authoring.ts": ["./src/engine/index.ts"],
      "./src/engine/parts/campaigns.ts": ["./src/engine/index.ts"],
      "./src/engine/parts/migrations.ts": ["./src/engine/index.ts"],
      "./src/forecast/index.ts": ["./src/engine/index.ts"],
    },
  }),
);
