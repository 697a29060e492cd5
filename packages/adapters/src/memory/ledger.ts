import type {
  AppendResult,
  AppendState,
  ConsentDraft,
  ContactPointConsent,
  ContactPointId,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
  StoreScope,
} from "@wellsent/core";
import { contactPointId } from "@wellsent/core";
import { checkAppend, isUnfinished } from "../store-rules/index.js";
import { consentOf } from "./facts.js";
import { keyOf, type TenantState } from "./tenant-state.js";
import { markDirty } from "./writes.js";

export function ledgerHead(state: TenantState): LedgerHead {
  return state.head.get("") ?? { size: 0, frontier: [] };
}

export function appendConsent(
  state: TenantState,
  call: StoreScope & { readonly drafts: readonly ConsentDraft[] },
  append: (state: AppendState, drafts: readonly ConsentDraft[]) => AppendResult,
): AppendResult {
  const read = appendState(state, call);
  const result = append(read, call.drafts);
  checkAppend(read, result, (id) => state.ledger.get(id) !== undefined);
  for (const entry of result.entries) state.ledger.set(entry.id, entry);
  state.head.set("", result.head);
  for (const tile of result.tiles) state.tiles.set(keyOf(tile.level, tile.index), tile);
  for (const { contactPoint, projection } of result.projections) {
    const fingerprints = state.consentPoints.get(contactPoint)?.fingerprints ?? [];
    state.consentPoints.set(contactPoint, { id: contactPoint, fingerprints, projection });
    const contact = state.contacts.where("point", contactPoint)[0]?.record.id;
    if (contact !== undefined) markDirty(state, contact, call.now, "projections");
  }
  for (const entry of result.suppress) {
    const key = keyOf(entry.fingerprint, entry.reason, JSON.stringify(entry.scope ?? null));
    if (state.suppressions.get(key) === undefined) state.suppressions.set(key, entry);
  }
  for (const { fingerprint, reason } of result.release) {
    for (const entry of state.suppressions.where("fingerprint", fingerprint)) {
      if (entry.reason === reason) {
        state.suppressions.delete(keyOf(fingerprint, reason, JSON.stringify(entry.scope ?? null)));
      }
    }
  }
  return result;
}

function appendState(
  state: TenantState,
  call: StoreScope & { readonly drafts: readonly ConsentDraft[] },
): AppendState {
  const named = new Set(call.drafts.flatMap((draft) => draft.contactPoint ?? []));
  const points = [...named].map((point) => {
    const fingerprints = state.consentPoints.get(point)?.fingerprints ?? [];
    return { ...consentOf(state, point, fingerprints), fingerprints };
  });
  const known = call.drafts
    .map((draft) => draft.id)
    .filter((id) => state.ledger.get(id) !== undefined);
  return {
    tenant: state.tenant,
    now: call.now,
    head: ledgerHead(state),
    points,
    known: [...new Set(known)],
    tiles: rightEdge(state),
  };
}

function rightEdge(state: TenantState): readonly LedgerTile[] {
  const last = new Map<number, LedgerTile>();
  for (const [, tile] of state.tiles.scan(-1)) {
    if (tile.index >= (last.get(tile.level)?.index ?? 0)) last.set(tile.level, tile);
  }
  return [...last.values()].filter(isUnfinished).sort((a, b) => a.level - b.level);
}

export function readConsent(
  state: TenantState,
  by: { readonly contactPoint: ContactPointId } | { readonly fingerprint: string },
): ContactPointConsent | null {
  if ("contactPoint" in by) {
    const row = state.consentPoints.get(by.contactPoint);
    return row === undefined ? null : consentOf(state, by.contactPoint, row.fingerprints);
  }
  const rows = state.consentPoints.where("fingerprint", by.fingerprint);
  const living =
    rows.find((row) => state.contacts.where("point", row.id).length > 0) ?? rows.at(-1);
  return living === undefined
    ? null
    : consentOf(state, contactPointId(living.id), living.fingerprints);
}

export function destroyPayloads(state: TenantState, ids: readonly string[]): number {
  let destroyed = 0;
  for (const id of new Set(ids)) {
    const entry = state.ledger.get(id);
    if (entry === undefined || (entry.payload === undefined && entry.salt === undefined)) continue;
    state.ledger.set(id, withoutPayload(entry));
    destroyed += 1;
  }
  return destroyed;
}

function withoutPayload(entry: LedgerEntry): LedgerEntry {
  const { payload: _payload, salt: _salt, ...kept } = entry;
  return kept;
}
