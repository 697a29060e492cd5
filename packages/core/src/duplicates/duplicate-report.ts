/**
 * How alike two values are. `close` and `similar`: Jaro-Winkler of at least 0.92 and 0.85, one or
 * two edits, or what {@link DuplicateFieldKind} says. `missing`: one of them has none, which counts
 * neither way.
 */
export type AgreementLevel = "same" | "close" | "similar" | "different" | "missing";

/** What one field says about a pair. Holds no values. */
export interface FieldEvidence {
  readonly path: string;
  readonly level: AgreementLevel;
  /** log2 of how much more often two records of one person are so alike than two of others. */
  readonly bits: number;
  /** Where the two are the same: how many records have that value. Rare ones say more. */
  readonly heldBy?: number;
}

export interface DuplicatePair<Id extends string = string> {
  /** The lesser id. */
  readonly a: Id;
  readonly b: Id;
  /** That both are one person, by the model: from 0 to 1. */
  readonly probability: number;
  /** The same as log2 of the odds: `priorBits` and those of the fields, less `householdBits`. */
  readonly bits: number;
  readonly band: "match" | "review";
  /** How rare pairs of one person are among all pairs. */
  readonly priorBits: number;
  readonly fields: readonly FieldEvidence[];
  /** How many bits speak against it because two people of one household would be as alike. */
  readonly householdBits: number;
}

/** Records of one person: each pair among them is at least as probable as `reviewAt`. */
export interface DuplicateCluster<Id extends string = string> {
  /** In order. */
  readonly ids: readonly Id[];
  /** Of its weakest pair. */
  readonly probability: number;
  /** All pairs of it. */
  readonly pairs: readonly DuplicatePair<Id>[];
}

/** What somebody looks at: a cluster, or a pair in no cluster. */
export interface DuplicateItem<Id extends string = string> extends DuplicateCluster<Id> {
  readonly band: "match" | "review";
}

export interface DuplicateModel {
  /** The share of all pairs of records that are of one person. */
  readonly prior: number;
  /** The share of those of two people of one household. 0 where no field is shared. */
  readonly household: number;
  readonly fields: readonly {
    readonly path: string;
    readonly levels: readonly {
      readonly level: AgreementLevel;
      /** How often pairs of one person are so alike. */
      readonly m: number;
      /** How often pairs of one household are. */
      readonly h: number;
      /** How often other pairs are. */
      readonly u: number;
    }[];
  }[];
  /** The log of the posterior after each round of EM. It never falls. */
  readonly likelihoods: readonly number[];
}

export interface DuplicateReport<Id extends string = string> {
  readonly records: number;
  /** All pairs in the two bands, most probable first. */
  readonly pairs: readonly DuplicatePair<Id>[];
  /** Most probable first. No record is in two of them. */
  readonly clusters: readonly DuplicateCluster<Id>[];
  /** Clusters, then pairs to review that no cluster has, most probable first. */
  readonly queue: readonly DuplicateItem<Id>[];
  readonly model: DuplicateModel;
  readonly blocking: {
    /** How many pairs were compared. */
    readonly pairs: number;
    /** The largest block that was compared. */
    readonly blockSize: number;
    /** By key: what was too large to compare. Other keys may find the same duplicates. */
    readonly skipped: readonly {
      /** `lastName.phonetic+birthday.year` */
      readonly key: string;
      readonly blocks: number;
      readonly records: number;
      readonly largest: number;
    }[];
  };
}

/** One step of the work. */
export interface DuplicateProgress {
  readonly phase: "read" | "sample" | "block" | "compare" | "estimate" | "score" | "cluster";
  readonly done: number;
  /** Of how many; 0 where nobody knows. */
  readonly of: number;
}
