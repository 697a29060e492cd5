export interface ReportData {
  readonly title: string;
  readonly period: string;
  readonly funnel: readonly (readonly [label: string, count: number])[];
  readonly sendsPerDay: readonly (readonly [
    day: string,
    counts: Readonly<Record<string, number>>,
  ])[];
  readonly nonSends: readonly (readonly [reason: string, count: number])[];
  readonly importReport: string;
  readonly workflowSvg: string;
  readonly timelineSvg: string;
  readonly ledger: readonly (readonly [name: string, value: string])[];
  readonly explanations: readonly {
    readonly title: string;
    readonly sentences: readonly string[];
  }[];
}

function text(value: string): string {
  return value.replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c] ?? c,
  );
}

const colors = ["#2f6f4f", "#d08c2f", "#4a6fa5", "#9b4f6b"];

/** Horizontal bars with their numbers: for funnels and for reasons. */
function bars(rows: readonly (readonly [string, number])[], color: string, share: boolean): string {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  const height = rows.length * 34 + 8;
  const drawn = rows.map(([label, count], index) => {
    const y = index * 34 + 4;
    const width = Math.max(2, (count / most) * 330);
    const percent =
      share && rows[0] && rows[0][1] > 0 ? `  ${((100 * count) / rows[0][1]).toFixed(1)} %` : "";
    return `<text x="348" y="${y + 19}" text-anchor="end">${text(label)}</text>
<rect x="358" y="${y}" width="${width.toFixed(1)}" height="26" rx="3" fill="${color}"/>
<text x="${(366 + width).toFixed(1)}" y="${y + 19}" class="n">${count}${percent}</text>`;
  });
  return `<svg viewBox="0 0 820 ${height}" role="img" aria-label="${text(rows.map(([l, c]) => `${l}: ${c}`).join(", "))}">${drawn.join("\n")}</svg>`;
}

/** Stacked columns, one a day, one colour a template. */
function columns(days: ReportData["sendsPerDay"]): string {
  const names = [...new Set(days.flatMap(([, counts]) => Object.keys(counts)))].sort();
  const total = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((a, b) => a + b, 0);
  const most = Math.max(1, ...days.map(([, counts]) => total(counts)));
  const step = 760 / Math.max(1, days.length);
  const drawn = days.map(([day, counts], index) => {
    const x = 50 + index * step;
    let y = 230;
    const parts = names.map((name, color) => {
      const height = ((counts[name] ?? 0) / most) * 200;
      y -= height;
      return height === 0
        ? ""
        : `<rect x="${(x + 2).toFixed(1)}" y="${y.toFixed(1)}" width="${(step - 4).toFixed(1)}" height="${height.toFixed(1)}" fill="${colors[color % colors.length]}"><title>${text(`${day} ${name}: ${counts[name]}`)}</title></rect>`;
    });
    const label =
      index % 5 === 0
        ? `<text x="${(x + step / 2).toFixed(1)}" y="250" text-anchor="middle" class="s">${text(day.slice(5))}</text>`
        : "";
    return parts.join("") + label;
  });
  const legend = names.map(
    (name, index) =>
      `<rect x="${50 + index * 180}" y="264" width="12" height="12" fill="${colors[index % colors.length]}"/><text x="${68 + index * 180}" y="275">${text(name)}</text>`,
  );
  return `<svg viewBox="0 0 820 286" role="img" aria-label="Messages sent per day"><line x1="50" y1="230" x2="812" y2="230" stroke="#bbb"/><text x="44" y="38" text-anchor="end" class="s">${most}</text><text x="44" y="234" text-anchor="end" class="s">0</text>${drawn.join("\n")}${legend.join("")}</svg>`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return `<table>${rows.map(([name, value]) => `<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`).join("")}</table>`;
}

/** One self-contained page: no script, no request to anywhere. */
export function reportPage(data: ReportData): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${text(data.title)}</title>
<style>
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;color:#222;background:#fafaf8;margin:0 auto;max-width:60rem;padding:2rem 1rem}
h1{font-size:1.8rem;margin-bottom:0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
section{background:#fff;border:1px solid #e4e2dc;border-radius:8px;padding:1rem;overflow-x:auto}
svg{width:100%;height:auto;font:14px system-ui,sans-serif}svg .n{font-weight:600}svg .s{font-size:11px;fill:#666}
.drawn svg{max-width:100%;font:inherit}
table{border-collapse:collapse}th{text-align:left;font-weight:500;padding:.2rem 1.2rem .2rem 0;vertical-align:top}td{overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.85rem}
pre{font-size:.85rem;margin:0;white-space:pre-wrap}li{margin:.2rem 0}
</style></head><body>
<h1>${text(data.title)}</h1><p>${text(data.period)}</p>
<h2>From the file to the click</h2><section>${bars(data.funnel, colors[0] ?? "", true)}</section>
<h2>Messages sent per day</h2><section>${columns(data.sendsPerDay)}</section>
<h2>Messages not sent, by reason</h2><section>${data.nonSends.length > 0 ? bars(data.nonSends, colors[3] ?? "", false) : "<p>None.</p>"}</section>
<h2>The workflow, with the people who went each way</h2><section class="drawn">${data.workflowSvg}</section>
<h2>One person’s consent over time</h2><section class="drawn">${data.timelineSvg}</section>
<h2>The consent ledger</h2><section>${table(data.ledger)}</section>
${data.explanations.map(({ title, sentences }) => `<h2>${text(title)}</h2><section><ul>${sentences.map((s) => `<li>${text(s)}</li>`).join("")}</ul></section>`).join("\n")}
<h2>The import</h2><section><pre>${text(data.importReport)}</pre></section>
</body></html>
`;
}
