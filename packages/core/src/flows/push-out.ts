import type { TenantId } from "../identifiers.js";
import type { JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { FlowLink } from "../ports/store/flows.js";
import { readYesNo } from "./convert.js";
import type { Flow, FlowDenial } from "./definition.js";
import type { FlowDependencies, FlowFault } from "./dependencies.js";
import { linkBody, seenDenial } from "./flow-link.js";
import type { HostTable, HostWrite, HostWriteResult } from "./host-table.js";
import type { Pair, Settled } from "./settle-pairs.js";

export interface PushResult {
  readonly written: number;
  readonly faults: readonly FlowFault[];
}

interface PushContext {
  readonly deps: FlowDependencies;
  readonly flow: Flow;
  readonly tenant: TenantId;
  readonly table: HostTable;
  readonly options: CallOptions;
}

/**
 * Writes values and denials to the host's table, and keeps what was written. Of a denial only the
 * yes is ever written, and only over what is no yes: none of the host's is lost. What is not
 * written stays on the link, for the next run.
 */
export async function pushOut(
  { deps, flow, tenant, table, options }: PushContext,
  settled: Pick<Settled, "pushes" | "links">,
  pairs: readonly Pair[],
  denials: ReadonlyMap<string, readonly FlowDenial[]>,
): Promise<PushResult> {
  const byKey = new Map(settled.pushes.map((push) => [push.link.hostKey, push]));
  const known = new Map(settled.links.map((link) => [link.hostKey, link]));
  const writes = pairs.flatMap(({ hostKey, row }): readonly HostWrite[] => {
    const push = byKey.get(hostKey);
    const denied = (denials.get(hostKey) ?? []).filter(
      ({ column }) => readYesNo(row?.values[column] ?? null) !== true,
    );
    // A denial makes no row: where the host has none, there is nobody to write to.
    const values: Record<string, JsonValue> = { ...push?.values };
    if (push !== undefined || row !== null)
      for (const { column } of denied) values[column] = yesLike(row?.values[column]);
    if (Object.keys(values).length === 0) return [];
    return [{ key: hostKey, values, ifVersion: row?.version ?? null, isNew: row === null }];
  });
  if (writes.length === 0 || table.write === undefined) return { written: 0, faults: [] };
  const results = await table.write(writes, options);
  const links: FlowLink[] = [];
  const faults: FlowFault[] = [];
  let written = 0;
  const now = deps.clock.now();
  for (const [index, { key }] of writes.entries()) {
    const result: HostWriteResult = results[index] ?? {
      result: "refused",
      code: "FLOW_UNANSWERED",
    };
    const push = byKey.get(key);
    if (result.result === "written") {
      written += 1;
      const link = known.get(key);
      if (link === undefined) continue;
      // What was denied here is known there: when the row comes back, it is no word of the host's.
      const seen: Record<string, number> = { ...linkBody(link).denials };
      for (const { column } of denials.get(key) ?? [])
        seen[column] = seenDenial(seen[column], true);
      const { agreed } = push ?? linkBody(link);
      links.push({ ...link, pushAt: null, body: { agreed, denials: seen } });
      continue;
    }
    const code = result.result === "conflict" ? "FLOW_CHANGED" : result.code;
    faults.push({ hostKey: key, path: null, code });
    if (push !== undefined) links.push({ ...push.link, pushAt: now });
  }
  if (links.length > 0)
    await deps.store.changeContacts(
      { tenant, now, lookups: [], flow: () => ({ flow: flow.id, links }) },
      () => [],
      options,
    );
  return { written, faults };
}

/** A yes as the column has its no. */
function yesLike(before: JsonValue | undefined): JsonValue {
  return typeof before === "boolean" || before === undefined || before === null ? true : 1;
}
