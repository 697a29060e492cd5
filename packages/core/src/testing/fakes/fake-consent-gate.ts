import type { ContactPointId } from "../../identifiers.js";
import type {
  AppendResult,
  AppendState,
  ConsentDraft,
  ConsentGate,
  ConsentNews,
  ContactPointConsent,
  Decision,
  DecisionReason,
  LedgerEntry,
  LedgerTile,
} from "../../ports/consent-gate.js";

export interface FakeConsentGateOptions {
  /**
   * Points that may be written to without any event. Default: none. `"all"`: every point that is
   * not denied.
   */
  readonly allow?: readonly ContactPointId[] | "all";
  /** Points that are always refused, whatever their events. */
  readonly deny?: readonly ContactPointId[];
  /** Event types that permit. Default: `consent.granted`, `consent.confirmed`. */
  readonly grants?: readonly string[];
  /**
   * Event types that refuse and suppress permanently. Default: `consent.withdrawn`, `bounce.hard`,
   * `bounce.soft`, `complaint`, `erased`.
   */
  readonly denials?: readonly string[];
  /** The number of days with a `bounce.soft` after which an address is suppressed. Default: 5. */
  readonly softBounceDays?: number;
}

const hashesPerTile = 256;
const hexPerHash = 64;

/**
 * A gate for tests of code that calls one. It proves nothing: its "hashes" are counters, its
 * fingerprints weak checksums, and it knows no law. As in a real gate, denials win over grants.
 */
export function fakeConsentGate(options: FakeConsentGateOptions = {}): ConsentGate {
  const grants = new Set(options.grants ?? ["consent.granted", "consent.confirmed"]);
  const denials = new Set(
    options.denials ?? ["consent.withdrawn", "bounce.hard", "bounce.soft", "complaint", "erased"],
  );
  const { softBounceDays = 5 } = options;
  const allowed = (point: ContactPointId): boolean =>
    options.allow === "all" || !!options.allow?.includes(point);

  const reasonFor = (point: ContactPointId, facts: ContactPointConsent): DecisionReason => {
    const deny = (code: string): DecisionReason => ({ code, effect: "deny", rule: "fake" });
    if (options.deny?.includes(point)) return deny("DENIED");
    if (facts.suppressions.length > 0) return deny("SUPPRESSED");
    if (isDenied(facts)) return deny("WITHDRAWN");
    if (facts.projection === "granted" || allowed(point))
      return { code: "CONSENT", effect: "allow", rule: "fake" };
    return deny("NO_CONSENT");
  };

  return {
    specVersion: 1,
    id: "fake",
    decide(question, facts): Decision {
      const reason = reasonFor(question.contactPoint, facts);
      return {
        allowed: reason.effect === "allow",
        reasons: [reason],
        obligations: ["LIST_UNSUBSCRIBE_ONE_CLICK"],
        evidence: { eventIds: [], noticeDigests: [], logSize: facts.logSize },
        ruleset: { id: "fake", digest: "fake" },
      };
    },
    readConsentState: (_question, facts) => ({
      state: isDenied(facts) ? "withdrawn" : facts.projection === "granted" ? "granted" : "none",
    }),
    append: (state, drafts) => appendCounting(state, drafts, grants, denials),
    headFits: ({ size, frontier }) => String(frontier) === String(createFrontier(size)),
    fingerprints: (channel, address) => [fakeFingerprint(`${channel}:${address}`)],
    draftsFor(event, contactPoint, history) {
      const permanent = event.bounce?.permanence === "hard" && event.bounce.scope === "recipient";
      const type =
        event.type === "complained"
          ? "complaint"
          : event.type === "unsubscribed"
            ? "consent.withdrawn"
            : event.type === "bounced" && permanent
              ? "bounce.hard"
              : history !== undefined && history.days.length >= softBounceDays
                ? "bounce.soft"
                : undefined;
      if (type === undefined) return [];
      return [
        {
          id: `delivery:${event.dedupeKey}`,
          type,
          contactPoint,
          effectiveAt: event.at,
          fields: {},
        },
      ];
    },
  };
}

function appendCounting(
  state: AppendState,
  drafts: readonly ConsentDraft[],
  grants: ReadonlySet<string>,
  denials: ReadonlySet<string>,
): AppendResult {
  const done = new Set(state.known);
  const entries: LedgerEntry[] = [];
  const projections = new Map(state.points.map((point) => [point.contactPoint, point.projection]));
  const suppressed = new Map<string, AppendResult["suppress"][number]>();
  const changed = new Set<ContactPointId>();
  const news: ConsentNews[] = [];
  const refused: AppendResult["refused"][number][] = [];
  for (const draft of drafts) {
    if (done.has(draft.id)) continue;
    done.add(draft.id);
    const point = state.points.find((one) => one.contactPoint === draft.contactPoint);
    if (point === undefined && draft.contactPoint !== undefined) {
      refused.push({ id: draft.id, code: "POINT_UNKNOWN" });
      continue;
    }
    entries.push(createEntry(draft, state.head.size + entries.length, state.now));
    if (point === undefined) continue;
    news.push(deriveNews(draft, point.contactPoint, grants, denials));
    if (denials.has(draft.type)) {
      projections.set(point.contactPoint, "denied");
      for (const fingerprint of point.fingerprints) {
        suppressed.set(fingerprint, { fingerprint, reason: draft.type, addedAt: state.now });
      }
    } else if (grants.has(draft.type) && projections.get(point.contactPoint) !== "denied") {
      projections.set(point.contactPoint, "granted");
    } else continue;
    changed.add(point.contactPoint);
  }
  const size = state.head.size + entries.length;
  return {
    head: { size, frontier: createFrontier(size) },
    entries,
    tiles: extend(state.tiles, state.head.size, entries),
    projections: [...changed].map((contactPoint) => ({
      contactPoint,
      projection: projections.get(contactPoint) ?? null,
    })),
    suppress: [...suppressed.values()],
    release: [],
    refused,
    news,
  };
}

function createFrontier(size: number): readonly string[] {
  return size === 0 ? [] : [counted(size)];
}

/** A denial applies to the address, whoever has or had it. */
function isDenied({ projection, elsewhere }: ContactPointConsent): boolean {
  return projection === "denied" || elsewhere.includes("denied");
}

/** Derived from the event alone: a withdrawal counts even if nothing had been granted. */
function deriveNews(
  draft: ConsentDraft,
  contactPoint: ContactPointId,
  grants: ReadonlySet<string>,
  denials: ReadonlySet<string>,
): ConsentNews {
  const { purpose } = draft.fields;
  return {
    contactPoint,
    entry: draft.id,
    act: denials.has(draft.type) ? "withdrawn" : grants.has(draft.type) ? "granted" : "changed",
    ...(typeof purpose === "string" ? { purpose } : {}),
  };
}

function createEntry(draft: ConsentDraft, seq: number, now: number): LedgerEntry {
  const { id, type, contactPoint, payload, salt, fields, effectiveAt } = draft;
  return {
    seq,
    id,
    type,
    recordedAt: now,
    leaf: JSON.stringify({ id, type, contactPoint, effectiveAt, fields }),
    leafHash: counted(seq),
    ...(contactPoint === undefined ? {} : { contactPoint }),
    ...(payload === undefined ? {} : { payload }),
    ...(salt === undefined ? {} : { salt }),
  };
}

/** Fills the incomplete tile of level 0, and begins new ones. */
function extend(
  unfinished: readonly LedgerTile[],
  size: number,
  entries: readonly LedgerEntry[],
): readonly LedgerTile[] {
  const tiles = new Map<number, string>();
  for (const entry of entries) {
    const index = Math.floor(entry.seq / hashesPerTile);
    const begun =
      Math.floor(size / hashesPerTile) === index
        ? unfinished.find((tile) => tile.level === 0)
        : undefined;
    tiles.set(index, (tiles.get(index) ?? begun?.hashes ?? "") + entry.leafHash);
  }
  return [...tiles].map(([index, hashes]) => ({ level: 0, index, hashes }));
}

function counted(value: number): string {
  return value.toString(16).padStart(hexPerHash, "0");
}

/**
 * Has the form of a real gate's fingerprints, as in the links of real pages: a key's id and 32
 * bytes in hex.
 */
function fakeFingerprint(text: string): string {
  return `fake:${checksum(text).repeat(8)}`;
}

/** FNV-1a, 32 bits: enough to distinguish test addresses without showing them. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
