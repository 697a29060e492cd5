import type { Activity, Channel, MessageClass, QuietHours } from "@wellsent/core";
import type { RelationshipKind } from "../events/index.js";

/** What each kind of rule says. Periods are ISO 8601 calendar periods: `P2Y`, `P6M`, `P10D`. */
export interface RuleParams {
  /** Prior consent is needed to send. */
  readonly consent: {
    /** `required`: only what the mailbox itself confirmed counts. */
    readonly confirmation: "required" | "optional";
    /** Whether a confirmation by a link that machines can follow is enough. */
    readonly confirmByGet: "accept" | "refuse";
    readonly strength: "any" | "express" | "express_written";
    /** What an imported claim is worth: `evidence` asks for a record behind each row. */
    readonly asserted: "accept" | "evidence" | "refuse";
  };
  /** Writing without consent to somebody who bought, where every condition holds. */
  readonly soft_opt_in: {
    readonly relationships: readonly RelationshipKind[];
    readonly offerAtCollection: boolean;
    /** Each message must offer the way out: becomes the obligation `OPT_OUT_IN_MESSAGE`. */
    readonly offerInEachMessage: boolean;
    /** Only for purposes the sale names as similar. */
    readonly similarOnly: boolean;
    /** Not for what was collected earlier. ISO date. */
    readonly collectedFrom?: string;
  };
  /** Consent that the law implies from a relationship, for so long. */
  readonly implied: { readonly periods: Readonly<Partial<Record<RelationshipKind, string>>> };
  /** Writing is allowed until somebody says no. */
  readonly opt_out: Readonly<Record<never, never>>;
  /** Watching opens or clicks, or building a profile, needs a grant of its own. */
  readonly tracking: {
    readonly activities: readonly Activity[];
    readonly exemptions: readonly {
      readonly name: string;
      /** Purposes it is for, with everything below them. */
      readonly purposes: readonly string[];
      readonly obligations: readonly string[];
    }[];
  };
  /** A consent unused and unrenewed for so long must be asked for again. */
  readonly freshness: { readonly after: string };
  /** When nobody is to be disturbed, on the wall clock of the person. */
  readonly quiet_hours: {
    readonly quiet: readonly QuietHours[];
    /** Where the zone is not known: quiet in one of these is quiet. */
    readonly zones: readonly string[];
  };
  /**
   * At most so many messages in a rolling period; becomes an obligation, since only the sender
   * counts.
   */
  readonly frequency: { readonly max: number; readonly per: string };
  /** After a no, how long not to ask again of one's own accord. */
  readonly reask: { readonly after: string; readonly activities: readonly Activity[] };
  readonly obligation: {
    readonly codes: readonly string[];
    readonly classes: readonly MessageClass[];
  };
  /** Outer bounds of what we do at once. `P10BD` is business days. */
  readonly withdrawal: {
    readonly within: string;
    readonly linkWorksFor?: string;
    readonly words?: readonly string[];
  };
  readonly proof: { readonly keep?: string; readonly what: string };
  /** Holds by construction or binds the tenant; nothing to compute. */
  readonly principle: { readonly says: string };
}

export type RuleKind = keyof RuleParams;

/**
 * `S`: the text or a primary quotation of it was read. `secondary`: somebody's account of it. `K`:
 * general knowledge.
 */
export type RuleMark = "S" | "secondary" | "K";

/** One rule of law or of a mailbox provider, as dated data that a lawyer can sign off. */
export type RuleRow<K extends RuleKind = RuleKind> = {
  readonly [R in K]: {
    readonly id: string;
    /** ISO 3166 with subdivision where needed, `EU` for its members, `*` for everywhere. */
    readonly appliesTo: readonly string[];
    readonly channel: Channel | "any";
    readonly rule: R;
    readonly params: RuleParams[R];
    readonly cite: string;
    /** ISO date on which somebody last held it against its source. */
    readonly verifiedOn: string;
    readonly mark: RuleMark;
  };
}[K];

export interface RulePack {
  readonly id: string;
  /** ISO date of this edition. */
  readonly version: string;
  readonly title: string;
  readonly rows: readonly RuleRow[];
}
