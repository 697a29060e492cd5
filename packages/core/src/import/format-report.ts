import type { ColumnFormat } from "./column-format.js";
import type { DryRunReport, ImportDiff } from "./import-diff.js";
import type { ImportQuestion } from "./import-questions.js";
import type { ImportReport, PermissionCounts } from "./import-report.js";

export interface ReportRow {
  readonly outcome: string;
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/** One row per reason and per flag, for a table or a CSV file. */
export function reportRows(report: ImportReport): readonly ReportRow[] {
  const lines = [
    ...report.byReason,
    ...report.flags.map((flag) => ({ outcome: "flagged", ...flag })),
  ];
  return lines.map(({ outcome, code, count, examples }) => {
    const [first] = examples;
    const parts = first === undefined ? [] : [`row ${first.row}`, first.column, first.detail];
    return {
      outcome,
      reason: code,
      count,
      example: parts.filter((part) => part !== undefined).join(", "),
    };
  });
}

/** The report as plain text, in columns. */
export function formatImportReport(report: ImportReport | DryRunReport): string {
  const { read, accepted, merged, refused, restricted } = report;
  const totals = Object.entries({ accepted, merged, restricted, refused });
  const number = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
  const cells = reportRows(report).map((row) => [
    row.outcome,
    row.reason,
    number(row.count),
    row.example,
  ]);
  const table = [["outcome", "reason", "rows", "for example"], ...cells];
  const widths = [0, 1, 2].map((index) =>
    Math.max(...table.map((line) => line[index]?.length ?? 0)),
  );
  const lines = table.map(([outcome = "", reason = "", count = "", example = ""]) =>
    `  ${outcome.padEnd(widths[0] ?? 0)}  ${reason.padEnd(widths[1] ?? 0)}  ${count.padStart(widths[2] ?? 0)}  ${example}`.trimEnd(),
  );
  const columns = [
    ...report.formats.map(({ column, format }) => `= ${column}: ${formatName(format)}`),
    ...report.possibleEvidence.map(
      ({ column, count }) =>
        `+ ${column}: may be evidence: ${number(count)} ${count === 1 ? "row" : "rows"}`,
    ),
    ...report.questions.map(questionLine),
  ];
  return [
    `${number(read)} ${read === 1 ? "row" : "rows"} read: ${totals.map(([name, count]) => `${number(count)} ${name}`).join(", ")}`,
    ...(accepted + merged === 0
      ? []
      : [permissionLine(accepted + merged, report.permission, number)]),
    ...(cells.length === 0 ? [] : ["", ...lines]),
    ...("diff" in report && report.diff !== null ? diffLines(report.diff, number) : []),
    ...(columns.length === 0 ? [] : ["", ...columns]),
    "",
  ].join("\n");
}

/** Counts without values: these are personal data, and in `diff.fields[].examples`. */
function diffLines(diff: ImportDiff, number: (value: number) => string): readonly string[] {
  const { created, existing, changed, fields, standing } = diff;
  if (existing === 0 && standing.length === 0) return [];
  const kinds = ["same", "filled", "overwritten", "appended", "erased", "kept"] as const;
  const width = Math.max(...fields.map(({ field }) => field.length));
  return [
    "",
    `against the store: ${number(created)} new, ${number(existing)} known, ${number(changed)} of these changed`,
    ...fields.map((one) => {
      const counts = kinds.flatMap((kind) =>
        one[kind] === 0 ? [] : [`${number(one[kind])} ${kind}`],
      );
      return `  ${one.field.padEnd(width)}  ${counts.join(", ")}`;
    }),
    ...standing.map(({ code, count }) => `  ${code} stands: ${number(count)}`),
  ];
}

/** Writes `of 3 accepted or merged: permission claimed in 3, a place in 1`. */
function permissionLine(
  rows: number,
  { claims, evidence, places, complete }: PermissionCounts,
  number: (value: number) => string,
): string {
  const parts = [
    `permission claimed in ${number(claims)}`,
    ...(evidence === null ? [] : [`with evidence in ${number(evidence)}`]),
    `a place in ${number(places)}`,
    ...(complete === null ? [] : [`all of these in ${number(complete)}`]),
  ];
  return `of ${number(rows)} accepted or merged: ${parts.join(", ")}`;
}

const asked: Readonly<Record<ImportQuestion["code"], string>> = {
  PERMISSION_DOUBT: "restricts, being in doubt",
  DENIAL_ELSEWHERE: "denies, though it is a column of something else",
  DENIAL_IGNORED: "denies, and is ignored as chosen",
  FORMAT_UNDECIDED: "can be read in several ways, and nothing of it is kept",
};

/** Writes `? Status: restricts, being in doubt: 12 rows (pending 10, other text 2)`. */
function questionLine(question: ImportQuestion): string {
  const { code, column, count, values, others, formats } = question;
  const seen = [
    ...values.map((value) => `${value.value} ${value.count}`),
    ...(others === 0 || formats.length > 0 ? [] : [`other text ${others}`]),
    ...formats.map(formatName),
  ];
  return `? ${column}: ${asked[code]}: ${count} ${count === 1 ? "row" : "rows"} (${seen.join(", ")})`;
}

/** A short name such as `date, day-month-year`, for a table of the mapping. */
export function formatName(format: ColumnFormat): string {
  switch (format.type) {
    case "number":
      return `number, decimals after ${format.decimal}${format.currency === undefined ? "" : `, in ${format.currency}`}`;
    case "date":
      return `date, ${format.order}`;
    case "list":
      return `list, parted by ${format.separator}`;
    case "boolean":
      return "yes or no";
  }
}
