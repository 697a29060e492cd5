import {
  type AppendResult,
  type ConsentDraft,
  type ConsentGate,
  type ConsentQuestion,
  type ContactPointConsent,
  type ContactPointId,
  contactPointId,
  type JsonValue,
  type LedgerEntry,
  type LedgerTile,
  type SuppressionEntry,
  tenantId,
} from "@wellsent/core";
import type { LedgerHead } from "@wellsent/core/ports";

export const day = 86_400_000;
/** 2026-11-02T12:00Z, a Monday. */
export const start = Date.UTC(2026, 10, 2, 12);
export const point: ContactPointId = contactPointId("cp_a");

/** A store of one tenant in a few lines, for driving a gate as an engine does. */
export function memoryLedger(gate: ConsentGate, tenant = "t1") {
  const projections = new Map<string, JsonValue>();
  const addresses = new Map<string, readonly string[]>();
  let suppressions: readonly SuppressionEntry[] = [];
  let head: LedgerHead = { size: 0, frontier: [] };
  let entries: readonly LedgerEntry[] = [];
  const tiles = new Map<string, LedgerTile>();

  const listFingerprints = (id: string): readonly string[] => addresses.get(id) ?? [`fp_${id}`];
  const facts = (id: ContactPointId): ContactPointConsent => ({
    contactPoint: id,
    projection: projections.get(id) ?? null,
    suppressions: suppressions.filter(({ fingerprint }) =>
      listFingerprints(id).includes(fingerprint),
    ),
    elsewhere: [...projections].flatMap(([other, projection]) =>
      other !== id && listFingerprints(other).some((each) => listFingerprints(id).includes(each))
        ? [projection]
        : [],
    ),
    logSize: head.size,
  });
  return {
    facts,
    entries: () => entries,
    head: () => head,
    suppressions: () => suppressions,
    /** Gives a point its address. */
    link: (id: string, ...fingerprints: readonly string[]): void => {
      addresses.set(id, fingerprints);
    },
    /** The record of the person is gone; the suppression list stays. */
    forget: (id: string): void => {
      projections.delete(id);
      addresses.delete(id);
    },
    append: (now: number, drafts: readonly ConsentDraft[]): AppendResult => {
      const ids = new Set(
        drafts.flatMap((draft) => [
          ...(draft.contactPoint === undefined ? [] : [draft.contactPoint]),
          ...(gate.listPoints?.(draft) ?? []),
        ]),
      );
      const result = gate.append(
        {
          tenant: tenantId(tenant),
          now,
          head,
          points: [...ids].map((id) => ({ ...facts(id), fingerprints: listFingerprints(id) })),
          known: drafts
            .map(({ id }) => id)
            .filter((id) => entries.some((entry) => entry.id === id)),
          tiles: [...tiles.values()],
        },
        drafts,
      );
      head = result.head;
      entries = [...entries, ...result.entries];
      for (const tile of result.tiles) tiles.set(`${tile.level}/${tile.index}`, tile);
      // Through JSON, as every store keeps it.
      for (const { contactPoint, projection } of result.projections) {
        projections.set(contactPoint, JSON.parse(JSON.stringify(projection)));
      }
      suppressions = [...suppressions, ...result.suppress].filter(
        (entry) =>
          !result.release.some(
            (gone) => gone.fingerprint === entry.fingerprint && gone.reason === entry.reason,
          ),
      );
      return result;
    },
    decide: (question: Partial<ConsentQuestion> = {}) => {
      const asked = questionAt(start, question);
      return gate.decide(asked, facts(asked.contactPoint));
    },
  };
}

export function questionAt(at: number, question: Partial<ConsentQuestion> = {}): ConsentQuestion {
  return {
    tenant: tenantId("t1"),
    contactPoint: point,
    channel: "email",
    purpose: "marketing.newsletter",
    activity: "send",
    messageClass: "marketing",
    jurisdictions: ["DE"],
    timeZones: ["Europe/Berlin"],
    at,
    ...question,
  };
}

export function codes(decision: {
  readonly reasons: readonly { readonly code: string }[];
}): readonly string[] {
  return decision.reasons.map(({ code }) => code);
}
