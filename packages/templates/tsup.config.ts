import { defineConfig } from "tsup";
import { packageOptions } from "../../tsup.base.js";

export default defineConfig({
  // What an author writes with needs next to nothing of the rest.
  ...packageOptions(["./src/define/index.ts"]),
  // The one reader of dates comes along: as files of core it would cost every cold start three
  // more.
  noExternal: ["@wellsent/core/dates"],
});
