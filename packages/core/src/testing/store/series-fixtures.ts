import type { TenantId } from "../../identifiers.js";
import type { IssueRecord, SeriesRecord } from "../../ports/store/series.js";
import { t0 } from "./fixtures.js";

/** A weekly series, before its first write. */
export function series(
  tenant: TenantId,
  id: string,
  over: Partial<SeriesRecord> = {},
): SeriesRecord {
  return {
    ...{ tenant, id, state: "active", epoch: 0, author: null, createdAt: t0, reached: t0 },
    definition: {
      ...{ v: 1, id, content: "newest", approval: "none" },
      recurrence: {
        ...{ v: 1, start: "2026-01-06", time: "09:00", zone: "Europe/Berlin" },
        ...{ every: "week", on: ["tue"] },
      },
      campaign: {
        channel: "email",
        audience: { in: [{ all: true }], when: "start" },
        content: { variants: [{ id: "a", template: "hello", weight: 1 }] },
      },
    },
    ...{ digest: null, why: null, dueAt: null },
    ...over,
  };
}

/** What became of a date: nothing was made. */
export function issue(of: string, date: string): IssueRecord {
  const at = Date.parse(`${date}T08:00:00Z`);
  return { series: of, issue: date, at, campaign: null, why: "MISSED", decidedAt: t0 };
}
