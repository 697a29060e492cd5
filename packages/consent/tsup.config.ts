import { defineConfig } from "tsup";
import { tsupOptions } from "../../tsup.base.js";

export default defineConfig(tsupOptions);
