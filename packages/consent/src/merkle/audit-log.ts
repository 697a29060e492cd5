import { toHex } from "../encoding/index.js";
import { type TreeHasher, treeHasher } from "./tree-hash.js";

export interface AuditedEntry {
  /** The leaf's canonical text as stored. */
  readonly leaf: string;
  /** Hex, as stored; compared when given. */
  readonly leafHash?: string;
}

export interface AuditFault {
  /**
   * `LEAF_CHANGED`: the text no longer has its stored hash. `SEQ`: the leaf says another place than
   * it stands at, so one was deleted, inserted or moved. `CHECKPOINT_AHEAD`: the checkpoint
   * promised more leaves than there are: the end of the log is lost, as with a deleted write-ahead
   * log. `CHECKPOINT_ROOT`: it promised others.
   */
  readonly code: "LEAF_CHANGED" | "SEQ" | "CHECKPOINT_AHEAD" | "CHECKPOINT_ROOT";
  readonly seq: number;
}

export interface AuditReport {
  readonly ok: boolean;
  /** `none`: nothing was compared, so a log that lost its end or was rewritten passes. */
  readonly checkpoint: "held" | "broken" | "none";
  readonly size: number;
  /** Hex, over all leaves read. */
  readonly root: string;
  /** The first hundred. */
  readonly faults: readonly AuditFault[];
  /** Of every fault found, listed or not. */
  readonly faultCount: number;
}

export interface AuditOptions {
  /**
   * The last one that was published, from where it was published and not from the store under
   * audit: {@link openCheckpoint} reads it. `null`: none was published yet.
   */
  readonly checkpoint: { readonly size: number; readonly root: string } | null;
  readonly hasher?: TreeHasher;
}

export interface LogAuditor {
  add(entry: AuditedEntry): void;
  finish(): AuditReport;
}

const mostFaults = 100;

/**
 * An audit fed entry by entry, as pages arrive. Keeps one hash per level of the tree and nothing
 * else.
 */
export function logAuditor(options: AuditOptions): LogAuditor {
  const { checkpoint, hasher = treeHasher() } = options;
  const stack: Uint8Array[] = [];
  const faults: AuditFault[] = [];
  let faultCount = 0;
  let size = 0;

  const fault = (code: AuditFault["code"], seq: number): void => {
    faultCount++;
    if (faults.length < mostFaults) faults.push({ code, seq });
  };
  const root = (): string =>
    toHex(
      stack.length === 0
        ? hasher.emptyRoot
        : stack.reduceRight((right, left) => hasher.nodeHash(left, right)),
    );
  let compared: AuditReport["checkpoint"] = checkpoint === null ? "none" : "broken";
  const checkCheckpoint = (): void => {
    if (checkpoint === null || size !== checkpoint.size) return;
    if (root() === checkpoint.root) compared = "held";
    else fault("CHECKPOINT_ROOT", size);
  };

  checkCheckpoint();
  return {
    add: ({ leaf, leafHash }) => {
      let hash = hasher.leafHash(leaf);
      if (leafHash !== undefined && toHex(hash) !== leafHash) fault("LEAF_CHANGED", size);
      // No other field of a leaf can spell this: all are closed, and quotes inside a string are
      // escaped.
      if (!leaf.includes(`,"seq":${size},`)) fault("SEQ", size);
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        const left = stack.pop();
        if (left !== undefined) hash = hasher.nodeHash(left, hash);
      }
      stack.push(hash);
      size++;
      checkCheckpoint();
    },
    finish: () => {
      if (checkpoint !== null && size < checkpoint.size) fault("CHECKPOINT_AHEAD", size);
      return {
        ok: faultCount === 0,
        checkpoint: compared,
        size,
        root: root(),
        faults,
        faultCount,
      };
    },
  };
}

/**
 * Hashes a whole log again and says what in it is not as it was, by the log itself and by the last
 * published checkpoint. Streams: the log never has to fit into memory.
 *
 * @example
 * ```ts
 * const opened = openCheckpoint(await fetchPublished(), verifierKey);
 * const report = auditLog(entries, { checkpoint: opened.ok ? opened.checkpoint : null });
 * if (!report.ok || report.checkpoint !== "held") raiseAlarm(report.faults);
 * ```
 */
export function auditLog(entries: Iterable<AuditedEntry>, options: AuditOptions): AuditReport {
  const auditor = logAuditor(options);
  for (const entry of entries) auditor.add(entry);
  return auditor.finish();
}
