import type { JsonValue } from "@wellsent/core";
import { canonicalize } from "../canonical/index.js";
import { writeCsv } from "../exports/index.js";
import type { SubjectBundle } from "./subject-bundle.js";

const sections = [
  "receipts",
  "events",
  "decisions",
  "data",
  "recipients",
  "retention",
  "rules",
] as const;

/**
 * In this order in every file: which part, which item of it from 1, where in the item, and what
 * stands there.
 */
const bundleColumns = ["section", "item", "path", "value"] as const;

/**
 * The same bundle as one table: a row for each value, none left out. RFC 4180, safe to open in a
 * spreadsheet.
 */
export function writeBundleCsv(bundle: SubjectBundle): string {
  const rows: (readonly string[])[] = [bundleColumns];
  const walk = (section: string, item: string, path: string, value: JsonValue): void => {
    if (Array.isArray(value)) {
      if (value.length === 0) rows.push([section, item, path, "[]"]);
      for (const [index, each] of value.entries()) walk(section, item, `${path}[${index}]`, each);
    } else if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value);
      if (entries.length === 0) rows.push([section, item, path, "{}"]);
      for (const [key, each] of entries)
        walk(section, item, path === "" ? key : `${path}.${key}`, each);
    } else
      rows.push([section, item, path, typeof value === "string" ? value : canonicalize(value)]);
  };
  rows.push(["bundle", "", "format", bundle.format]);
  rows.push(["bundle", "", "case", bundle.case]);
  rows.push(["bundle", "", "createdAt", bundle.createdAt]);
  if (bundle.subject !== undefined) rows.push(["bundle", "", "subject", bundle.subject]);
  for (const [index, point] of bundle.contactPoints.entries())
    rows.push(["bundle", "", `contactPoints[${index}]`, point]);
  for (const section of sections) {
    if (section === "data") walk("data", "", "", bundle.data);
    else
      for (const [index, item] of bundle[section].entries())
        walk(section, String(index + 1), "", item);
  }
  return writeCsv(rows);
}
