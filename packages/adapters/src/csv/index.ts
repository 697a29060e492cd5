export type { FileSource } from "../file-text/byte-source.js";
export type { ImportFile } from "../file-text/import-file.js";
export type { TextEncoding } from "../file-text/text-encoding.js";
export { type BadRowsCsv, badRowsCsv, mendedRows } from "./bad-rows-csv.js";
export { type CsvFile, type CsvOptions, csvRows } from "./csv-rows.js";
export { type CsvCell, type CsvTextOptions, csvText } from "./csv-text.js";
export type { CsvDelimiter } from "./delimiter.js";
