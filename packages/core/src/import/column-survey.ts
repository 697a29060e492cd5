import { normalizeEmailAddress } from "../addresses/index.js";
import { isCountryCode } from "./country-names.js";
import { denialInSentence } from "./denial-sentence.js";
import {
  type FittingFormats,
  type FormatCandidates,
  formatCandidates,
} from "./format-candidates.js";
import { checkedRow, type ImportRow } from "./import-row.js";
import { permissionHeader } from "./permission-header.js";
import { denialAnywhere, type PermissionSays, permissionWord } from "./permission-words.js";

/** What all cells of a column have in common. Holds only counts, and no cell content. */
export interface SurveyedColumn {
  readonly column: string;
  /** Cells that are not empty. */
  readonly filled: number;
  readonly addresses: number;
  /** The number of cells by what they say about permission. */
  readonly says: Readonly<Record<PermissionSays, number>>;
  /** Cells with a denial that is unmistakable in any column. */
  readonly denials: number;
  /** Cells with a denial within a sentence. */
  readonly mentions: number;
  /** Cells that are ISO 3166 codes of countries, such as `DE`. */
  readonly countries: number;
  /** The ways in which every cell can be read. */
  readonly formats: FittingFormats;
}

export interface ImportSurvey {
  readonly rows: number;
  readonly columns: readonly SurveyedColumn[];
}

export interface SurveyOptions {
  readonly rows: AsyncIterable<ImportRow> | Iterable<ImportRow>;
  readonly signal?: AbortSignal;
}

/**
 * Reads all rows once and keeps counts: the first of two passes over a file, for
 * {@link inferMapping}. Rows that their reader does not vouch for are left out.
 *
 * @example
 * const survey = await surveyImport({ rows: (await csvRows("contacts.csv")).rows });
 * const mapping = inferMapping({ header, sample, survey, schema });
 */
export async function surveyImport({ rows, signal }: SurveyOptions): Promise<ImportSurvey> {
  const surveyor = columnSurveyor();
  for await (const row of rows) {
    signal?.throwIfAborted();
    surveyor.add(row);
  }
  return surveyor.survey();
}

/** The same as {@link surveyImport}, for rows in memory. */
export function surveyRows(rows: readonly ImportRow[]): ImportSurvey {
  const surveyor = columnSurveyor();
  for (const row of rows) surveyor.add(row);
  return surveyor.survey();
}

interface Counted {
  readonly named: boolean;
  filled: number;
  addresses: number;
  denials: number;
  mentions: number;
  countries: number;
  readonly says: Record<PermissionSays, number>;
  readonly candidates: FormatCandidates;
}

/**
 * After this many filled cells, a column that has not mentioned permission is searched for
 * unmistakable denials only.
 */
const patience = 500;

function columnSurveyor(): { add(row: ImportRow): void; survey(): ImportSurvey } {
  const columns = new Map<string, Counted>();
  let rows = 0;
  return {
    add(row) {
      const { values, problem } = checkedRow(row);
      rows++;
      if (problem !== undefined) return;
      for (const column of Object.keys(values)) {
        const counted = columns.get(column) ?? newColumn(column);
        columns.set(column, counted);
        const cell = (values[column] ?? "").trim();
        if (cell !== "") count(counted, cell);
      }
    },
    survey: () => ({
      rows,
      columns: [...columns].map(([column, { named: _, says, candidates, ...counts }]) => ({
        ...{ column, ...counts },
        says: { ...says },
        formats: candidates.fitting(),
      })),
    }),
  };
}

function newColumn(column: string): Counted {
  return {
    named: permissionHeader(column) !== null,
    filled: 0,
    addresses: 0,
    denials: 0,
    mentions: 0,
    countries: 0,
    says: { denied: 0, claimed: 0, yes: 0, no: 0, neutral: 0, dated: 0, unknown: 0 },
    candidates: formatCandidates(),
  };
}

function count(column: Counted, cell: string): void {
  column.filled++;
  column.candidates.add(cell);
  if (cell.includes("@") && normalizeEmailAddress(cell).ok) column.addresses++;
  if (denialAnywhere(cell) !== null) column.denials++;
  else if (denialInSentence(cell) !== null) column.mentions++;
  if (isCountryCode(cell)) column.countries++;
  const silent = column.says.denied + column.says.claimed === 0;
  if (!column.named && silent && column.filled > patience && column.denials === 0) {
    column.says.unknown++;
    return;
  }
  const word = cell.length > 200 ? null : permissionWord(cell);
  // Numbers are meaningful in a status column; other words count only if the vocabulary has them.
  if (word === null || (word.says === "unknown" && word.name === null)) column.says.unknown++;
  else column.says[word.says === "unknown" ? "yes" : word.says]++;
}
