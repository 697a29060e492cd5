import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig(async () => ({
  // What an author writes with needs next to nothing of the rest.
  ...(await packageOptions({ alone: ["./src/define/index.ts"] })),
  // The one reader of dates and the errors come along: as files of core they would cost every cold
  // start a quarter more. An error of this copy is an instance of core's class all the same.
  noExternal: ["@wellsent/core/dates", "@wellsent/core/errors"],
}));
