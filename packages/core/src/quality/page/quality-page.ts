import type { AgeBucket } from "../age-counts.js";
import type { Sighting } from "../partial-profile.js";
import type { QualityProfile } from "../quality-profile.js";
import { type Markup, markup } from "./markup.js";
import { pageStyle } from "./page-style.js";
import { type PageWords, pageWords } from "./page-words.js";

export interface QualityPageOptions {
  /** Default: English. */
  readonly lang?: "en" | "de";
  /** Whose contacts they are, shown above the title. */
  readonly tenant?: string;
}

/** Months that the page draws, the newest ones. */
const mostMonths = 24;
const nothing: Markup = { safe: "" };

/**
 * A profile as one HTML document: no script, nothing loaded, tables with captions and drawn bars,
 * for screens from 320 px, dark and light, and for paper. Shows ids of contacts as examples, and
 * values only where the profile has them.
 *
 * @example
 * await writeFile("quality.html", qualityPage(profile, { lang: "de" }));
 */
export function qualityPage(profile: QualityProfile, options: QualityPageOptions = {}): string {
  const { lang = "en", tenant = "" } = options;
  const words = pageWords[lang] ?? pageWords.en;
  const print = printer(words);
  const { contacts, asOf } = profile;
  const title = tenant === "" ? words.title : `${words.title}: ${tenant}`;
  const date = asOf === null ? "" : ` · ${words.asOf(print.date(asOf))}`;
  const content =
    profile.grade === null ? markup`<p>${words.empty}</p>` : body(profile, words, print);
  const page = markup`<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ safe: pageStyle }}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${words.contacts}: ${print.count(contacts)}${date}</p>
${content}
</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.safe}`;
}

function body(profile: QualityProfile, words: PageWords, print: Printer): Markup {
  return markup`${grade(profile, words, print)}
${fields(profile, words, print)}
${findings(profile, words, print)}
${sources(profile, words, print)}
${decay(profile, words, print)}
${trend(profile, words, print)}`;
}

interface Printer {
  readonly count: (value: number) => string;
  readonly share: (value: number | null) => string;
  readonly decimal: (value: number) => string;
  readonly date: (at: number) => string;
}

function printer({ lang }: PageWords): Printer {
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const one = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" });
  return {
    count: (value) => whole.format(value),
    // A rounded 100 % would say that nothing is missing.
    share: (value) =>
      value === null ? "–" : percent.format(value === 1 ? 1 : Math.min(value, 0.999)),
    decimal: (value) => one.format(value),
    date: (at) => (Math.abs(at) <= 8.64e15 ? day.format(at) : "–"),
  };
}

/** A column: its heading, and what it shows of a row. The first one is the row's heading. */
interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string | Markup;
  readonly is?: "number" | "bar" | "ids";
}

const cellClasses = { number: "n", bar: "b", ids: "ids" } as const;

function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Markup {
  const classOf = ({ is }: Column<Row>): string => (is === undefined ? "" : cellClasses[is]);
  const heads = columns.map(
    (column) => markup`<th scope="col" class="${classOf(column)}">${column.head}</th>`,
  );
  const cells = (row: Row): readonly Markup[] =>
    columns.map((column, index) =>
      index === 0
        ? markup`<th scope="row">${column.cell(row)}</th>`
        : markup`<td class="${classOf(column)}" data-label="${column.head}">${column.cell(row)}</td>`,
    );
  return markup`<table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${cells(row)}</tr>\n`)}</tbody>
</table>`;
}

/** The number says it; the bar is for the eye, and hidden from readers of the screen. */
function bar(text: string, share: number | null, isBad = false): Markup {
  const width = String(Math.round(Math.min(1, Math.max(0, share ?? 0)) * 1000) / 10);
  return markup`<span>${text}</span><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"${isBad ? { safe: ' class="bad"' } : nothing}><rect class="rest" width="100" height="4"/><rect width="${width}" height="4"/></svg>`;
}

function grade({ grade: given }: QualityProfile, words: PageWords, print: Printer): Markup {
  if (given === null) return nothing;
  const { letter, score, parts } = given;
  return markup`<div class="grade"><span class="letter" aria-hidden="true">${letter}</span><p>${words.gradeLead(letter, print.decimal(score))}</p></div>
${table(
  words.grade,
  [
    { head: words.part, cell: ({ code }) => words.parts[code] },
    { head: words.share, is: "bar", cell: ({ share }) => bar(print.share(share), share) },
    {
      ...{ head: words.points, is: "number" },
      cell: ({ points, weight }) => words.ofPoints(print.decimal(points), print.decimal(weight)),
    },
  ],
  parts,
)}`;
}

function fieldName(path: string, { ownFields }: PageWords): string {
  return ownFields[path] ?? path.replace(/^attributes\./, "");
}

function fields(profile: QualityProfile, words: PageWords, print: Printer): Markup {
  const { otherValues } = profile;
  const name = ({ path }: { readonly path: string }): string => fieldName(path, words);
  const faults = profile.fields.flatMap(({ path, faults: own }) =>
    own.map((fault) => ({ ...fault, path })),
  );
  const frequent = profile.fields.filter((field) => field.frequent.length > 0);
  return markup`<h2>${words.fields}</h2>
<p>${words.fieldsLead}</p>
${table(
  words.fields,
  [
    { head: words.field, cell: name },
    {
      ...{ head: words.filled, is: "bar" },
      cell: ({ completeness }) => bar(print.share(completeness), completeness),
    },
    { head: words.valid, is: "bar", cell: ({ validity }) => bar(print.share(validity), validity) },
    { head: words.distinct, is: "number", cell: ({ distinct }) => print.count(distinct) },
  ],
  profile.fields,
)}
${otherValues === 0 ? nothing : markup`<p>${words.otherValues(print.count(otherValues))}</p>`}
${
  faults.length === 0
    ? nothing
    : table(
        words.faults,
        [
          { head: words.field, cell: name },
          { head: words.fault, cell: ({ code }) => words.faultNames[code] },
          { head: words.count, is: "number", cell: ({ count }) => print.count(count) },
          { head: words.examples, is: "ids", cell: ids },
        ],
        faults,
      )
}
${
  frequent.length === 0
    ? nothing
    : table(
        words.frequent,
        [
          { head: words.field, cell: name },
          { head: words.value, cell: ({ value }) => value },
          { head: words.count, is: "number", cell: ({ count }) => print.count(count) },
        ],
        frequent.flatMap(({ path, frequent: own }) => own.map((value) => ({ ...value, path }))),
      )
}`;
}

function ids({ examples }: Pick<Sighting, "examples">): string {
  return examples.join(", ");
}

function findings(profile: QualityProfile, words: PageWords, print: Printer): Markup {
  const { findings: found, contacts } = profile;
  const rows = table(
    words.findings,
    [
      { head: words.finding, cell: ({ code }) => words.findingNames[code] },
      {
        ...{ head: words.contacts, is: "bar" },
        cell: ({ count }) => bar(print.count(count), count / contacts, true),
      },
      { head: words.examples, is: "ids", cell: ids },
    ],
    found,
  );
  return markup`<h2>${words.findings}</h2>
${found.length === 0 ? markup`<p>${words.noFindings}</p>` : rows}`;
}

function sources(profile: QualityProfile, words: PageWords, print: Printer): Markup {
  if (profile.sources.length === 0) return nothing;
  return markup`<h2>${words.sources}</h2>
${table(
  words.sources,
  [
    { head: words.source, cell: ({ source }) => source },
    { head: words.values, is: "number", cell: ({ values }) => print.count(values) },
    { head: words.valid, is: "bar", cell: ({ validity }) => bar(print.share(validity), validity) },
    {
      ...{ head: words.youngerThanAYear, is: "bar" },
      cell: ({ ages, values }) => {
        const share = youngShare(ages, values);
        return bar(print.share(share), share);
      },
    },
  ],
  profile.sources,
)}`;
}

function youngShare(ages: readonly AgeBucket[], values: number): number | null {
  const young = ages.filter(({ toDays }) => toDays !== null && toDays <= 365);
  return values === 0 ? null : young.reduce((sum, { count }) => sum + count, 0) / values;
}

function decay(profile: QualityProfile, words: PageWords, print: Printer): Markup {
  const { contacts, updated, active } = profile;
  const ages = (caption: string, buckets: readonly AgeBucket[]): Markup =>
    table(
      caption,
      [
        { head: words.age, cell: (bucket) => ageName(bucket, words) },
        {
          ...{ head: words.contacts, is: "bar" },
          cell: ({ count }) => bar(print.count(count), count / contacts),
        },
      ],
      buckets.filter(({ is, count }) => is === "age" || count > 0),
    );
  return markup`<h2>${words.decay}</h2>
<div class="two">
<div>${ages(words.updated, updated)}</div>
<div>${ages(words.active, active)}</div>
</div>`;
}

function ageName({ is, fromDays, toDays }: AgeBucket, words: PageWords): string {
  if (is !== "age") return is === "never" ? words.never : words.unknown;
  return words.days(fromDays ?? 0, toDays);
}

function trend(profile: QualityProfile, words: PageWords, print: Printer): Markup {
  const months = profile.months.slice(-mostMonths);
  const most = Math.max(1, ...months.map(({ contacts }) => contacts));
  return markup`<h2>${words.trend}</h2>
${table(
  words.trend,
  [
    { head: words.month, cell: ({ month }) => (month === "" ? words.unknown : month) },
    {
      ...{ head: words.contacts, is: "bar" },
      cell: ({ contacts }) => bar(print.count(contacts), contacts / most),
    },
    { head: words.valuesEach, is: "number", cell: ({ valuesEach }) => print.decimal(valuesEach) },
    { head: words.valid, is: "bar", cell: ({ validity }) => bar(print.share(validity), validity) },
  ],
  months,
)}`;
}
