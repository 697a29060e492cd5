// Longer than other files: all measurements of consent, which share one setting.
import assert from "node:assert/strict";
import { type DecisionFacts, decide, ruleBook } from "@wellsent/consent";
import {
  appendLeaves,
  auditLog,
  canonicalize,
  draftEvent,
  emptyHead,
  foldEvents,
  proveInclusion,
  sealEvent,
  sha256,
  toHex,
  treeHasher,
  treeRoot,
  verifyInclusion,
} from "@wellsent/consent/ledger";
import {
  deRules,
  euRules,
  frRules,
  itRules,
  ukRules,
  usEmailRules,
  usSmsRules,
} from "@wellsent/consent/rules";
import { type ConsentQuestion, contactPointId, type LedgerTile, tenantId } from "@wellsent/core";
import type { LedgerHead } from "@wellsent/core/ports";
import npmCanonicalize from "canonicalize";
import { handFold, mayWrite } from "../consent/hand-written.ts";
import { drawHistory, now } from "../consent/histories.ts";
import { policyContests } from "../consent/policy-contest.ts";
import type { Contender, Contest, Effort, Entry, Measurement } from "../contest.ts";
import { randomSource } from "../random.ts";

/** Goes round and round over the inputs, so that neither contender can learn one by heart. */
function over<T>(inputs: readonly T[], work: (input: T) => unknown): Contender {
  return (iterations) => {
    let last: unknown;
    for (let done = 0; done < iterations; done++) last = work(inputs[done % inputs.length] as T);
    return last;
  };
}

const purpose = "marketing.newsletter";
const question: ConsentQuestion = {
  tenant: tenantId("t1"),
  contactPoint: contactPointId("cp_5f0d2c91"),
  channel: "email",
  purpose,
  activity: "send",
  messageClass: "marketing",
  jurisdictions: ["DE"],
  timeZones: ["Europe/Berlin"],
  at: now,
};

function decideContest(): Contest {
  const rules = {
    book: ruleBook([euRules, deRules, frRules, itRules, ukRules, usEmailRules, usSmsRules]),
  };
  const createFacts = (seed: number): DecisionFacts => ({
    projection: foldEvents(drawHistory(seed, 2 + (seed % 10))),
    suppressions: [],
    logSize: 1000,
  });
  const people = Array.from({ length: 256 }, (_, seed) => createFacts(seed));
  return {
    name: "decide on a kept projection, with every reason",
    ours: over(people, (facts) => decide(question, facts, rules).allowed),
    peer: over(
      people,
      ({ projection }) => projection !== undefined && mayWrite(projection, purpose, now),
    ),
    peerName: "hand-written yes or no",
    goal: 0.1,
    unit: "decision",
    check: () => {
      let allowed = 0;
      for (let seed = 0; seed < 4000; seed++) {
        const facts = createFacts(seed);
        assert(facts.projection !== undefined);
        const decision = decide(question, facts, rules);
        assert.equal(decision.allowed, mayWrite(facts.projection, purpose, now), `history ${seed}`);
        assert(decision.reasons.length > 0);
        if (decision.allowed) allowed++;
      }
      assert(allowed > 400 && allowed < 3600, `${allowed} of 4000 allowed: no fair mix`);
    },
  };
}

function foldContest(length: number): Contest {
  const histories = Array.from({ length: 32 }, (_, seed) => drawHistory(seed, length));
  return {
    name: `fold of ${length} events`,
    ours: over(histories, (events) => foldEvents(events)),
    peer: over(histories, (events) => handFold(events)),
    peerName: "hand-written loop",
    goal: 0.5,
    unit: "fold",
    check: () => {
      for (let seed = 0; seed < 500; seed++) {
        const events = drawHistory(seed, length);
        const { denials, grants, requests, suppressions, restriction } = foldEvents(events);
        assert.deepEqual(
          { denials, grants, requests, suppressions, restriction },
          handFold(events),
        );
      }
    },
  };
}

const log = "example.com/consent/t1";
/** Leaves as the ledger holds them, made by its own sealing. */
const leafTexts: readonly string[] = drawHistory(7, 1000).map((event, seq) => {
  const { recordedAt, payloadDigest: _, ...input } = event;
  return sealEvent(draftEvent({ ...input }), { log, seq, recordedAt }).entry.leaf;
});
const leaves: readonly object[] = leafTexts.map((text): object => JSON.parse(text));

function canonicalizeContest(): Contest {
  return {
    name: "canonicalise",
    ours: over(leaves, (leaf) => canonicalize(leaf)),
    peer: over(leaves, (leaf) => npmCanonicalize(leaf)),
    peerName: "npm canonicalize",
    goal: 1,
    unit: "event",
    check: () => {
      for (const leaf of leaves) assert.equal(canonicalize(leaf), npmCanonicalize(leaf));
    },
  };
}

function unorderedContest(): Contest {
  const events = drawHistory(9, 1000);
  return {
    ...canonicalizeContest(),
    name: "canonicalise, keys out of order",
    ours: over(events, (event) => canonicalize(event)),
    peer: over(events, (event) => npmCanonicalize(event)),
    check: () => {
      for (const event of events) assert.equal(canonicalize(event), npmCanonicalize(event));
    },
  };
}

const encoder = new TextEncoder();

/** A log that keeps what the next append needs, and nothing else. */
function openLog() {
  const hasher = treeHasher();
  let head: LedgerHead = emptyHead;
  let open: readonly LedgerTile[] = [];
  return {
    append: (leaf: object): string => {
      const hash = toHex(hasher.leafHash(canonicalize(leaf)));
      const appended = appendLeaves(head, open, [hash], hasher);
      head = appended.head;
      const levels = new Map(open.map((tile) => [tile.level, tile]));
      for (const tile of appended.tiles) levels.set(tile.level, tile);
      open = [...levels.values()];
      return hash;
    },
    appendHashes: (hashes: readonly string[]): readonly LedgerTile[] => {
      const appended = appendLeaves(head, open, hashes, hasher);
      head = appended.head;
      const levels = new Map(open.map((tile) => [tile.level, tile]));
      for (const tile of appended.tiles) levels.set(tile.level, tile);
      open = [...levels.values()];
      return appended.tiles;
    },
    head: (): LedgerHead => head,
  };
}

function bareHash(): (text: string) => Uint8Array {
  const scratch = new Uint8Array(8192);
  return (text) => {
    const { written } = encoder.encodeInto(text, scratch.subarray(1));
    return sha256(scratch.subarray(0, written + 1));
  };
}

function appendContest(): Contest {
  const appending = openLog();
  const hash = bareHash();
  return {
    name: "append: canonicalise, leaf hash, frontier",
    ours: over(leaves, (leaf) => appending.append(leaf)),
    peer: over(leaves, (leaf) => hash(JSON.stringify(leaf))),
    peerName: "JSON.stringify and the same SHA-256",
    goal: 0.5,
    unit: "event",
    note: "one by one, tiles included",
    check: () => {
      const fresh = openLog();
      for (const leaf of leaves)
        assert.equal(fresh.append(leaf), toHex(hash(JSON.stringify(leaf))));
      assert.equal(
        treeRoot(fresh.head()),
        auditLog(
          leafTexts.map((leaf) => ({ leaf })),
          { checkpoint: null },
        ).root,
      );
    },
  };
}

function appendMemory(): Measurement {
  return {
    name: "memory of a log being appended",
    limit: 64,
    unit: "kB more after four times as many leaves",
    note: "262,144 against 65,536 leaves: the same right edge",
    measure: () => {
      const growing = openLog();
      const kept = (): number => {
        globalThis.gc?.();
        globalThis.gc?.();
        return process.memoryUsage().heapUsed / 1024;
      };
      const fill = (to: number): number => {
        for (let size = growing.head().size; size < to; size += 1024)
          growing.appendHashes(hashPage);
        return kept();
      };
      const hashPage = Array.from({ length: 1024 }, (_, index) =>
        toHex(sha256(encoder.encode(`${index}`))),
      );
      const before = fill(65_536);
      return [Math.max(0, fill(262_144) - before)];
    },
  };
}

interface BuiltLog {
  readonly size: number;
  readonly tiles: ReadonlyMap<string, LedgerTile>;
  readonly head: LedgerHead;
  readonly hashAt: (index: number) => string;
}

function buildLog(size: number): BuiltLog {
  const building = openLog();
  const tiles = new Map<string, LedgerTile>();
  const hashAt = (index: number): string => `${index.toString(16).padStart(8, "0")}`.repeat(8);
  for (let from = 0; from < size; from += 4096) {
    const page = Array.from({ length: Math.min(4096, size - from) }, (_, index) =>
      hashAt(from + index),
    );
    for (const { level, index, hashes } of building.appendHashes(page)) {
      // A copy, as a store would give it back: not the string it was put together as.
      tiles.set(`${level}/${index}`, {
        level,
        index,
        hashes: Buffer.from(hashes, "latin1").toString("latin1"),
      });
    }
  }
  return { size, tiles, head: building.head(), hashAt };
}

function proofContest(): Contest {
  let long: BuiltLog | undefined;
  let short: BuiltLog | undefined;
  const random = randomSource(11);
  const places = Array.from({ length: 4096 }, () => random(1_000_000));
  const prove = (built: BuiltLog | undefined, place: number): readonly Uint8Array[] => {
    assert(built !== undefined);
    return proveInclusion(place % built.size, built.size, (level, index) =>
      built.tiles.get(`${level}/${index}`),
    );
  };
  return {
    name: "inclusion proof out of 1,000,000 leaves",
    ours: over(places, (place) => prove(long, place)),
    peer: over(places, (place) => prove(short, place)),
    peerName: "the same out of 1,000",
    goal: 0.25,
    unit: "proof",
    check: () => {
      long = buildLog(1_000_000);
      short = buildLog(1000);
      for (const built of [long, short]) {
        const rootHash = treeRoot(built.head);
        for (const place of places.slice(0, 50)) {
          const index = place % built.size;
          assert.equal(
            verifyInclusion({
              index,
              size: built.size,
              leafHash: Buffer.from(built.hashAt(index), "hex"),
              root: Buffer.from(rootHash, "hex"),
              proof: prove(built, index),
            }),
            true,
          );
        }
      }
    },
  };
}

function auditContest({ quick }: Effort): Contest {
  const size = quick ? 200_000 : 1_000_000;
  let entries: readonly { readonly leaf: string }[] = [];
  const hash = bareHash();
  return {
    name: "audit of 1,000,000 leaves",
    ours: over([0], () => auditLog(entries, { checkpoint: null }).root),
    peer: over([0], () => {
      let last: Uint8Array | undefined;
      for (const { leaf } of entries) last = hash(leaf);
      return last;
    }),
    peerName: "bare hashing of the same texts",
    goal: 0.4,
    unit: "audit",
    note: quick ? "200,000 leaves, as --quick was asked for" : "",
    check: () => {
      // Texts of their own, as read from a store, each in its place.
      entries = Array.from({ length: size }, (_, seq) => {
        const text = leafTexts[seq % leafTexts.length] ?? "";
        return {
          leaf: Buffer.from(text.replace(/,"seq":\d+,/, `,"seq":${seq},`), "latin1").toString(
            "latin1",
          ),
        };
      });
      const building = openLog();
      const hashes = entries.slice(0, 4096).map(({ leaf }) => toHex(hash(leaf)));
      building.appendHashes(hashes);
      const report = auditLog(entries.slice(0, 4096), { checkpoint: null });
      assert.equal(report.root, treeRoot(building.head()));
      assert.equal(report.faultCount, 0);
      assert.equal(
        auditLog(entries.toSpliced(4000, 1).slice(0, 4096), { checkpoint: null }).ok,
        false,
      );
    },
  };
}

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  return [
    decideContest(),
    ...(await policyContests()),
    { name: "policy, the best peer", of: "decide an equivalent policy", take: "minimum", goal: 5 },
    foldContest(20),
    foldContest(200),
    canonicalizeContest(),
    unorderedContest(),
    appendContest(),
    appendMemory(),
    proofContest(),
    auditContest(effort),
  ];
}
