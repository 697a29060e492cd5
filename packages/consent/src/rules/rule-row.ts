import type { Activity, ConsentChannel, MessageClass, QuietHours } from "@wellsent/core";
import type { ConsentMethod, RelationshipKind, SubjectKind } from "../events/index.js";

/** What each kind of rule says. Periods are ISO 8601 calendar periods: `P2Y`, `P6M`, `P10D`. */
export interface RuleParams {
  /** Prior consent is needed to send. */
  readonly consent: {
    /** `required`: only what the mailbox itself confirmed counts. */
    readonly confirmation: "required" | "optional";
    /** Whether a confirmation by a link that machines can follow is enough. */
    readonly confirmByGet: "accept" | "refuse";
    readonly strength: "any" | "express" | "express_written";
    /**
     * What a claim by somebody other than the person is worth. `evidence`: it counts where a record
     * behind it says how the person agreed (GDPR Art. 7(1), CASL s.13) and, where `confirmation` is
     * `required`, tells of a confirmation or a paper. There is no third way.
     */
    readonly asserted: "evidence" | "refuse";
    /** How they must have agreed for such a record to count. Absent: any way but `api`. */
    readonly evidenceBy?: readonly ConsentMethod[];
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
    /**
     * Ends so long after the sale, and after each message that offered a way out, unless another
     * sale or message follows within it.
     */
    readonly silenceEnds?: string;
    /** Ends so long after the sale, or after the end of a contract, whatever is sent meanwhile. */
    readonly endsAfter?: string;
    /** Only for senders of these kinds. Absent: any. */
    readonly senders?: readonly OrganizationKind[];
    /** Only for purposes that the tenant declares as charitable. */
    readonly charitableOnly?: boolean;
  };
  /** Consent that the law implies from a relationship, for so long, or for as long as it stands. */
  readonly implied: {
    readonly periods: Readonly<Partial<Record<RelationshipKind, string | "while_it_stands">>>;
    /** Only for senders of these kinds. Absent: any. */
    readonly senders?: readonly OrganizationKind[];
    /** Only for purposes that the tenant declares as relevant to the recipient's profession. */
    readonly professionalOnly?: boolean;
  };
  /** Writing is allowed until somebody says no. */
  readonly opt_out: {
    /** Only for purposes that the tenant declares as relevant to the recipient's profession. */
    readonly professionalOnly?: boolean;
  };
  /** Watching opens or clicks, or building a profile, needs a grant of its own. */
  readonly tracking: {
    readonly activities: readonly Activity[];
    readonly exemptions: readonly {
      readonly name: string;
      /** Purposes it is for, with everything below them. Absent: any. */
      readonly purposes?: readonly string[];
      /** Only for tenants that claim it by this name, in `exemptions` of their organization. */
      readonly claimed?: boolean;
      /** Only in messages of these classes, and in those consented to. Absent: in any. */
      readonly classes?: readonly MessageClass[];
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
    /**
     * Falls away where the message rests on consent in the regime of the same pack, given expressly
     * and by the person, or shown by a record.
     */
    readonly unlessConsent?: boolean;
  };
  /** Outer bounds of what we do at once. `P10BD` is business days. */
  readonly withdrawal: {
    readonly within: string;
    readonly linkWorksFor?: string;
    readonly words?: readonly string[];
    /**
     * Until this ISO date a STOP from the handset ends the programme it answers, or all advertising
     * where that is not known, and messages of service go on; from then on, and where no row says
     * so, it ends all texts. Counts for the regime of the same pack.
     */
    readonly stopsAllFrom?: string;
  };
  readonly proof: { readonly keep?: string; readonly what: string };
  /** Holds by construction or binds the tenant; nothing to compute. */
  readonly principle: { readonly says: string };
}

export type RuleKind = keyof RuleParams;

/** What the sender is: some exceptions are for charities or clubs alone. */
export type OrganizationKind = "business" | "charity" | "club" | "party" | "public_body";

/**
 * What was read for a row. `statute`: the text of the law itself. `regulator`: an authority's own
 * words. `court`: a judgment. `secondary`: somebody's account of one of these. `provider`: rules of
 * a mailbox provider or carrier. `policy`: this package's own stand. `counsel`: a host's lawyer.
 */
export type SourceKind =
  | "statute"
  | "regulator"
  | "court"
  | "secondary"
  | "provider"
  | "policy"
  | "counsel";

/** Who in a host's company answers for a row of its own, and since when. */
export interface RuleCounsel {
  readonly name: string;
  /** ISO date. */
  readonly on: string;
}

/** One rule of law or of a mailbox provider, as dated data that a lawyer can sign off. */
export type RuleRow<K extends RuleKind = RuleKind> = {
  readonly [R in K]: {
    readonly id: string;
    /** ISO 3166 with subdivision where needed, `EU` for its members, `*` for everywhere. */
    readonly appliesTo: readonly string[];
    /** Places within `appliesTo` that have a rule of their own instead. */
    readonly except?: readonly string[];
    /** It binds senders who are at home there too, wherever they write to. */
    readonly bindsSenders?: true;
    /**
     * `any`: every message, and no call. What the law says of messages, an exception above all,
     * says nothing of the telephone.
     */
    readonly channel: ConsentChannel | "any";
    /**
     * Recipients it is about. Absent: all. Somebody of whom nothing is known with evidence is a
     * `person`.
     */
    readonly subjects?: readonly SubjectKind[];
    readonly rule: R;
    readonly params: RuleParams[R];
    /** Article, paragraph and number. */
    readonly cite: string;
    /** What was read. */
    readonly source: SourceKind;
    /** ISO date on which somebody last read the source. */
    readonly verifiedOn: string;
    /** What a lawyer should know beside it: open questions, a reading chosen. */
    readonly note?: string;
    /** Present on a host's own rows. */
    readonly counsel?: RuleCounsel;
  };
}[K];

export interface RulePack {
  readonly id: string;
  /** ISO date of this edition. */
  readonly version: string;
  readonly title: string;
  readonly rows: readonly RuleRow[];
}
