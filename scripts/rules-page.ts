import type { RulePack, RulesDifference } from "../packages/consent/src/entries/rules.ts";

type Row = RulePack["rows"][number];

/** One row as a lawyer reads it. */
export interface PrintedRow {
  readonly pack: string;
  readonly id: string;
  readonly places: string;
  readonly channel: string;
  readonly recipients: string;
  readonly kind: string;
  readonly says: readonly string[];
  readonly cite: string;
  readonly source: string;
  readonly readOn: string;
  readonly note: string;
}

export interface Words {
  readonly rowWords: (row: Row) => readonly string[];
  readonly recipientWords: (row: Row) => string;
}

const kinds: Readonly<Record<Row["rule"], string>> = {
  consent: "Consent",
  soft_opt_in: "Exception for customers",
  implied: "Implied consent",
  opt_out: "Until they say no",
  tracking: "Watching",
  freshness: "Renewal",
  quiet_hours: "Hours",
  frequency: "How often",
  reask: "Asking again",
  obligation: "Duties",
  withdrawal: "Withdrawal",
  proof: "Proof",
  principle: "Principle",
};

export function printedRows(
  packs: readonly RulePack[],
  { rowWords, recipientWords }: Words,
): readonly PrintedRow[] {
  return packs.flatMap(({ id: pack, rows }) =>
    rows.map((row) => ({
      pack,
      id: row.id,
      places: `${row.appliesTo.join(", ")}${
        row.except === undefined ? "" : ` except ${row.except.join(", ")}`
      }${row.bindsSenders === true ? "; senders from there too" : ""}`,
      channel: { email: "e-mail", sms: "text", call: "call", any: "both" }[row.channel],
      recipients: recipientWords(row),
      kind: kinds[row.rule],
      says: rowWords(row),
      cite: row.cite,
      source: row.counsel === undefined ? row.source : `${row.source}: ${row.counsel.name}`,
      readOn: row.verifiedOn,
      note: row.note ?? "",
    })),
  );
}

const columns: readonly (readonly [keyof PrintedRow, string])[] = [
  ["id", "Row"],
  ["places", "Where"],
  ["channel", "Channel"],
  ["recipients", "Recipients"],
  ["kind", "Rule"],
  ["says", "Says"],
  ["cite", "Citation"],
  ["source", "Read"],
  ["readOn", "On"],
  ["note", "Note"],
];

function cellText(row: PrintedRow, column: keyof PrintedRow): string {
  const value = row[column];
  return typeof value === "string" ? value : value.join(" ");
}

/** RFC 4180. */
export function rulesCsv(rows: readonly PrintedRow[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map((row) =>
    [row.pack, ...columns.map(([column]) => cellText(row, column))].map(quoted).join(","),
  );
  return [["pack", ...columns.map(([column]) => column)].map(quoted).join(","), ...lines, ""].join(
    "\r\n",
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function table(rows: readonly PrintedRow[]): string {
  return `<table>
<thead><tr>${columns.map(([, title]) => `<th scope="col">${title}</th>`).join("")}</tr></thead>
<tbody>
${rows
  .map(
    (row) =>
      `<tr id="${escaped(row.id)}">${columns
        .map(([column]) =>
          column === "id"
            ? `<th scope="row">${escaped(row.id)}</th>`
            : `<td>${escaped(cellText(row, column))}</td>`,
        )
        .join("")}</tr>`,
  )
  .join("\n")}
</tbody></table>`;
}

/** Column by column what a row said before and says now. */
export function changedCells(
  before: Row,
  after: Row,
  words: Words,
): readonly (readonly [title: string, before: string, after: string])[] {
  const [old, now] = printedRows(
    [{ id: "", version: "", title: "", rows: [before, after] }],
    words,
  );
  if (old === undefined || now === undefined) return [];
  return columns
    .map(([column, title]) => [title, cellText(old, column), cellText(now, column)] as const)
    .filter(([, was, is]) => was !== is);
}

function changes(differences: readonly RulesDifference[], words: Words): string {
  const line = (what: string, row: Row, more = ""): string =>
    `<li>${what} ${escaped(row.id)}: ${escaped(row.cite)}${more}</li>`;
  const cells = (before: Row, after: Row): string => {
    const told = changedCells(before, after, words).map(
      ([title, was, is]) =>
        `<li>${title}: <del>${escaped(was)}</del> <ins>${escaped(is)}</ins></li>`,
    );
    return told.length === 0 ? "" : `<ul>${told.join("")}</ul>`;
  };
  const items = differences.flatMap(({ added, removed, changed }) => [
    ...added.map((row) => line("New:", row)),
    ...changed.map(({ before, after }) => line("Changed:", after, cells(before, after))),
    ...removed.map((row) => line("Gone:", row)),
  ]);
  return items.length === 0 ? "<p>Nothing has changed.</p>" : `<ul>${items.join("\n")}</ul>`;
}

/** A page to print and sign: a section a pack, a table row a rule. */
export function rulesPage(
  packs: readonly RulePack[],
  rows: readonly PrintedRow[],
  differences: readonly RulesDifference[] | null,
  words: Words,
): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Wellsent: rules</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #1b1b1f; background: #fff }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; font-size: 13px }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d6d6dc }
thead th { position: sticky; top: 0; background: #f4f4f7 }
tbody th { font-family: ui-monospace, monospace; font-weight: 600 }
@media print { thead { display: table-header-group } tr { break-inside: avoid } body { margin: 0 } }
</style></head><body>
<h1>Rules</h1>
<p>${rows.length} rows in ${packs.length} packs. This is no legal advice: have the rows you rely on signed off.</p>
${differences === null ? "" : `<h2>Since the earlier edition</h2>\n${changes(differences, words)}`}
${packs
  .map(
    ({ id, title, version }) =>
      `<h2 id="pack-${escaped(id)}">${escaped(title)} (${escaped(id)}, ${version})</h2>\n${table(
        rows.filter(({ pack }) => pack === id),
      )}`,
  )
  .join("\n")}
</body></html>
`;
}
