import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(async () => ({
  ...(await packageOptions([
    { entries: ["./src/index.ts"], weight: 4 },
    // The short way in.
    { entries: ["./src/index.ts", "./src/define/index.ts"], weight: 4 },
    // What an author writes with needs next to nothing of the rest.
    { entries: ["./src/define/index.ts"], weight: 2 },
  ])),
  // The one reader of dates and the errors come along: as files of core they would cost every cold
  // start a quarter more. An error of this copy is an instance of core's class all the same.
  noExternal: ["@wellsent/core/dates", "@wellsent/core/errors"],
}));
