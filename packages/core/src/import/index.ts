export type { ImportRow } from "./import-row.js";
