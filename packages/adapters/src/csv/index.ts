export { type BadRowsCsv, badRowsCsv, mendedRows } from "./bad-rows-csv.js";
export type { CsvSource } from "./byte-source.js";
export { type CsvFile, type CsvOptions, csvRows } from "./csv-rows.js";
export { type CsvCell, type CsvTextOptions, csvText } from "./csv-text.js";
export type { CsvDelimiter } from "./delimiter.js";
export type { CsvEncoding } from "./text-encoding.js";
