import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

// Every package imports the errors and the dates, many of them nothing else.
export default defineConfig(
  packageOptions([
    "./src/errors/index.ts",
    "./src/dates/index.ts",
    "./src/addresses/index.ts",
    "./src/ports/index.ts",
  ]),
);
