import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

const main = "./src/index.ts";
const engine = "./src/engine/index.ts";
const errors = "./src/errors/index.ts";
const storeKit = "./src/store-kit/index.ts";
const timing = "./src/timing/index.ts";
/** What consent imports. */
const consent = [errors, "./src/addresses/index.ts", "./src/dates/index.ts", timing];
const app = [
  ...consent,
  main,
  engine,
  "./src/engine/parts/authoring.ts",
  "./src/engine/parts/campaigns.ts",
  "./src/engine/parts/migrations.ts",
  storeKit,
];

export default defineConfig(() =>
  packageOptions([
    { entries: [main], weight: 10 },
    { entries: [engine], weight: 8 },
    { entries: [main, engine], weight: 4 },
    { entries: app, weight: 8 },
    { entries: [errors, storeKit], weight: 6 },
    { entries: ["./src/definitions/index.ts"], weight: 5 },
    { entries: ["./src/workflows/simulation/index.ts"], weight: 5 },
    { entries: consent, weight: 4 },
    { entries: [errors], weight: 3 },
    // Templates.
    { entries: [timing], weight: 3 },
  ]),
);
