import type { CallOptions, IssueDate, TenantId } from "@wellsent/core";
import type { IssueContent, SeriesContent } from "@wellsent/core/engine/campaigns";

/** Writes an issue; `null`: there is nothing yet, and it is asked again at the issue's hour. */
export type IssueWriter = (
  issue: IssueDate,
  options: CallOptions,
) => Promise<IssueContent | null> | IssueContent | null;

/** The functions that write issues, of all tenants of a process. */
export interface IssueWriters {
  readonly content: SeriesContent;
  set(tenant: TenantId, series: string, write: IssueWriter): void;
}

export function issueWriters(): IssueWriters {
  const writers = new Map<TenantId, Map<string, IssueWriter>>();
  return {
    content: ({ tenant, ...issue }, options) => {
      const write = writers.get(tenant)?.get(issue.series);
      return write === undefined ? undefined : (async () => write(issue, options))();
    },
    set: (tenant, series, write) => {
      const own = writers.get(tenant) ?? new Map<string, IssueWriter>();
      writers.set(tenant, own.set(series, write));
    },
  };
}
