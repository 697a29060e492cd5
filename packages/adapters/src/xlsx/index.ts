export { type XlsxFile, type XlsxLimits, type XlsxOptions, xlsxRows } from "./xlsx-rows.js";
