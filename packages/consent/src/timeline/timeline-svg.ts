import type { Instant } from "@wellsent/core";
import { type ConsentScope, formatEventTime } from "../events/index.js";
import {
  type Cell,
  type CellStatus,
  cellState,
  foldEvents,
  type HistoryEvent,
  scopeKey,
} from "../state/index.js";

export interface TimelineOptions {
  /**
   * One line each, in this order. Absent: every cell that a grant, request or denial of its own
   * names.
   */
  readonly cells?: readonly Cell[];
  readonly from: Instant;
  readonly to: Instant;
  readonly title?: string;
  /** Names people understand. Absent: the purpose, topic and activity. */
  readonly label?: (cell: Cell) => string;
  /** Pixels. Default: 900. */
  readonly width?: number;
}

/** One stretch of a cell's state. */
export interface TimelineSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly status: CellStatus;
}

export interface TimelineRow {
  readonly cell: Cell;
  readonly spans: readonly TimelineSpan[];
  readonly events: readonly {
    readonly at: Instant;
    readonly type: HistoryEvent["type"];
    readonly id: string;
  }[];
}

function effective({ effectiveAt, recordedAt }: HistoryEvent): Instant {
  return Math.min(effectiveAt, recordedAt);
}

/** A denial of a cell alone is about that cell, and one of all below it is about none. */
function ownCellKey({ exact: _, ...scope }: ConsentScope): string {
  return scopeKey({ activity: "send", ...scope });
}

function listCells(events: readonly HistoryEvent[]): readonly Cell[] {
  const cells = new Map<string, Cell>();
  for (const { scope } of events) {
    if (scope?.channel === undefined || scope.purpose === undefined) continue;
    const cell: Cell = {
      ...scope,
      channel: scope.channel,
      purpose: scope.purpose,
      activity: scope.activity ?? "send",
    };
    cells.set(scopeKey(cell), cell);
  }
  return [...cells.values()];
}

/** The states of each cell over time, as they followed from what had taken effect by then. */
export function consentTimeline(
  events: readonly HistoryEvent[],
  { from, to, cells = listCells(events) }: Pick<TimelineOptions, "from" | "to" | "cells">,
): readonly TimelineRow[] {
  const changes = [...new Set(events.flatMap((event) => [effective(event), event.effectiveAt]))];
  return cells.map((cell) => {
    const spans: TimelineSpan[] = [];
    let moments = [...new Set([from, ...changes.filter((at) => at > from && at < to)])].sort(
      (a, b) => a - b,
    );
    for (let moment = moments.shift(); moment !== undefined; moment = moments.shift()) {
      const at = moment;
      const known = events.filter((event) => effective(event) <= at);
      const { status, changesAt } = cellState(foldEvents(known), cell, at);
      // What ends by itself is a moment of its own.
      if (
        changesAt !== undefined &&
        changesAt > at &&
        changesAt < to &&
        !moments.includes(changesAt)
      ) {
        moments = [...moments, changesAt].sort((a, b) => a - b);
      }
      const last = spans.at(-1);
      const end = moments[0] ?? to;
      if (last?.status === status) spans[spans.length - 1] = { ...last, to: end };
      else spans.push({ from: at, to: end, status });
    }
    const marks = events
      .filter((event) => event.scope !== undefined && ownCellKey(event.scope) === scopeKey(cell))
      .map((event) => ({ at: effective(event), type: event.type, id: event.id }))
      .filter(({ at }) => at >= from && at < to);
    return { cell, spans, events: marks };
  });
}

const colors: Readonly<Record<CellStatus, string>> = {
  granted: "#2e7d32",
  asserted: "#9ccc65",
  pending: "#f9a825",
  denied: "#c62828",
  unknown: "#bdbdbd",
};

const statuses: readonly CellStatus[] = ["granted", "asserted", "pending", "denied", "unknown"];

// XML 1.0 knows no control characters but tab and line ends, not even escaped; nor lone surrogates.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function xml(text: string): string {
  return text
    .replace(forbidden, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function defaultLabel({ channel, purpose, topic, activity }: Cell): string {
  return [channel, topic === undefined ? purpose : `${purpose}/${topic}`, activity].join(" · ");
}

/**
 * One person's consent as a picture for reports: a line for each purpose and channel, its state by
 * colour, events as marks. Valid XML, readable without scripts; holds ids and times, nothing
 * personal unless a label does.
 */
export function timelineSvg(events: readonly HistoryEvent[], options: TimelineOptions): string {
  const { from, to, title = "Consent over time", label = defaultLabel, width = 900 } = options;
  const rows = consentTimeline(events, options);
  const left = 260;
  const rowHeight = 36;
  const top = 56;
  const height = top + rows.length * rowHeight + 64;
  const span = Math.max(1, to - from);
  const x = (at: Instant): string => (left + ((at - from) / span) * (width - left - 24)).toFixed(1);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui,sans-serif" font-size="12">`,
    `<title>${xml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="28" font-size="16" font-weight="600">${xml(title)}</text>`,
  ];
  rows.forEach(({ cell, spans, events: marks }, index) => {
    const y = top + index * rowHeight;
    lines.push(`<text x="16" y="${y + 17}">${xml(label(cell))}</text>`);
    for (const each of spans) {
      const wide = (Number(x(each.to)) - Number(x(each.from))).toFixed(1);
      const tip = `${each.status}: ${formatEventTime(each.from)} to ${formatEventTime(each.to)}`;
      lines.push(
        `<rect x="${x(each.from)}" y="${y + 4}" width="${wide}" height="18" fill="${colors[each.status]}"><title>${xml(tip)}</title></rect>`,
      );
    }
    for (const { at, type, id } of marks) {
      lines.push(
        `<circle cx="${x(at)}" cy="${y + 13}" r="5" fill="#fff" stroke="#1c1c1a" stroke-width="2"><title>${xml(`${type} ${formatEventTime(at)} ${id}`)}</title></circle>`,
      );
    }
  });
  const axis = top + rows.length * rowHeight + 8;
  lines.push(
    `<line x1="${x(from)}" y1="${axis}" x2="${x(to)}" y2="${axis}" stroke="#767672"/>`,
    `<text x="${x(from)}" y="${axis + 16}">${formatEventTime(from).slice(0, 10)}</text>`,
    `<text x="${x(to)}" y="${axis + 16}" text-anchor="end">${formatEventTime(to).slice(0, 10)}</text>`,
  );
  statuses.forEach((status, index) => {
    const at = 16 + index * 110;
    lines.push(
      `<rect x="${at}" y="${height - 24}" width="12" height="12" fill="${colors[status]}"/>`,
      `<text x="${at + 18}" y="${height - 14}">${status}</text>`,
    );
  });
  lines.push("</svg>");
  return lines.join("\n");
}
