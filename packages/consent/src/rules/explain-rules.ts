import type { ConsentChannel, MessageClass } from "@wellsent/core";
import type { SubjectKind } from "../events/index.js";
import { declares, isOfKind, type Organization } from "./organization.js";
import { strictestRules } from "./packs/strictest.js";
import type { Regime } from "./regime.js";
import { rowWords } from "./row-words.js";
import type { RuleBook } from "./rule-book.js";
import type { RuleKind, RulePack, RuleRow } from "./rule-row.js";

export interface RulesQuestion {
  /**
   * ISO 3166, with subdivision where needed: `DE`, `US-CA`. Several where a person may be in any of
   * them; none where nobody knows.
   */
  readonly country: string | readonly string[];
  readonly channel: ConsentChannel;
  /** Absent: `person`. */
  readonly subject?: SubjectKind;
  /** Absent: `marketing`. */
  readonly messageClass?: MessageClass;
  /** Absent: some purpose that the tenant declares neither as charitable nor as professional. */
  readonly purpose?: string;
  /** As the gate is told. Absent: a business. */
  readonly organization?: Organization;
}

/** One row in words. */
export interface RuleInWords {
  readonly row: string;
  readonly pack: string;
  /** Sentence by sentence. */
  readonly says: readonly string[];
  readonly cite: string;
  readonly source: RuleRow["source"];
  readonly verifiedOn: string;
  readonly note?: string;
}

/** One way to write to somebody. */
interface WayInWords extends RuleInWords {
  /**
   * Why it is none for this sender and purpose: the codes that a decision would give, such as
   * `SOFT_OPT_IN_OTHER_SENDER`. Absent: it is one, once its conditions hold. Consent stays a way
   * whatever is closed.
   */
  readonly closed?: readonly string[];
}

export interface RulesExplanation {
  /** False: no pack speaks about this place, and the strictest rules hold. */
  readonly isRuled: boolean;
  /** Whether somebody of whom nothing is known may be written to at all. */
  readonly isOpen: boolean;
  /** Any of these is enough to write; where several packs speak, one of each. */
  readonly ways: readonly WayInWords[];
  /** What each message must carry or leave out. */
  readonly duties: readonly RuleInWords[];
  /** When and how often. */
  readonly times: readonly RuleInWords[];
  readonly tracking: readonly RuleInWords[];
  /** How withdrawals, proof and renewal are to be handled. */
  readonly upkeep: readonly RuleInWords[];
}

type Part = Exclude<keyof RulesExplanation, "isRuled" | "isOpen">;

const partOf: Readonly<Record<RuleKind, Part>> = {
  consent: "ways",
  soft_opt_in: "ways",
  implied: "ways",
  opt_out: "ways",
  obligation: "duties",
  quiet_hours: "times",
  frequency: "times",
  tracking: "tracking",
  reask: "upkeep",
  freshness: "upkeep",
  withdrawal: "upkeep",
  proof: "upkeep",
  principle: "upkeep",
};

/**
 * What the rules ask for somebody in a place before anything is known of them: for whoever designs
 * a form, before the first address is collected.
 *
 * @example
 * const { ways } = explainRules(ruleBook([euRules, deRules]), {
 *   country: "DE",
 *   channel: "email",
 *   subject: "company",
 *   purpose: "marketing.news",
 * });
 * ways[0]?.says; // ["Prior express consent.", "Confirmed by the mailbox or handset itself, …", …]
 */
export function explainRules(book: RuleBook, question: RulesQuestion): RulesExplanation {
  const { country, channel, subject = "person", messageClass = "marketing" } = question;
  const codes = typeof country === "string" ? [country] : country;
  const regimes = book
    .placesFor(codes, channel, subject, question.organization?.home)
    .flatMap((place) => place.regimes);
  const parts: { readonly [P in Exclude<Part, "ways">]: RuleInWords[] } = {
    duties: [],
    times: [],
    tracking: [],
    upkeep: [],
  };
  const ways: WayInWords[] = [];
  const told = new Set<string>();
  for (const { pack, rows } of regimes) {
    for (const row of Object.values(rows).flat()) {
      if (told.has(row.id)) continue;
      told.add(row.id);
      if (row.rule === "obligation" && !row.params.classes.includes(messageClass)) continue;
      const part = partOf[row.rule];
      // Whoever is not advertised to needs no basis but the message itself, at any hour.
      if (messageClass !== "marketing" && (part === "ways" || part === "times")) continue;
      const words = inWords(pack, row);
      if (part !== "ways") parts[part].push(words);
      else {
        const closed = closedBy(row, question);
        ways.push(closed.length === 0 ? words : { ...words, closed });
      }
    }
  }
  const isRuled = ![...told].some((id) => strictRows.has(id));
  const isUnasked = ({ rows }: Regime): boolean =>
    rows.opt_out.some((row) => closedBy(row, question).length === 0);
  const isOpen =
    messageClass === "marketing"
      ? regimes.every((regime) => !regime.ruling || isUnasked(regime))
      : messageClass !== "confirmation_request";
  return { isRuled, isOpen, ways, ...parts };
}

/** The conditions that hang on the sender and the purpose alone, as a decision puts them. */
function closedBy(row: RuleRow, { organization, purpose = "" }: RulesQuestion): readonly string[] {
  const lacks = (condition: boolean | undefined, code: string): readonly string[] =>
    condition === true ? [code] : [];
  switch (row.rule) {
    case "soft_opt_in": {
      const { senders, charitableOnly } = row.params;
      if (!isOfKind(organization, senders)) return ["SOFT_OPT_IN_OTHER_SENDER"];
      const isCharitable = declares(organization, "charitable", purpose);
      return lacks(charitableOnly === true && !isCharitable, "SOFT_OPT_IN_NOT_CHARITABLE");
    }
    case "implied": {
      const { senders, professionalOnly } = row.params;
      if (!isOfKind(organization, senders)) return ["IMPLIED_CONSENT_OTHER_SENDER"];
      const isProfessional = declares(organization, "professional", purpose);
      return lacks(
        professionalOnly === true && !isProfessional,
        "IMPLIED_CONSENT_NOT_PROFESSIONAL",
      );
    }
    case "opt_out": {
      const isProfessional = declares(organization, "professional", purpose);
      return lacks(
        row.params.professionalOnly === true && !isProfessional,
        "OPT_OUT_NOT_PROFESSIONAL",
      );
    }
    default:
      return [];
  }
}

const strictRows: ReadonlySet<string> = new Set(strictestRules.rows.map(({ id }) => id));

function inWords(pack: RulePack["id"], row: RuleRow): RuleInWords {
  return {
    row: row.id,
    pack,
    says: rowWords(row),
    cite: row.cite,
    source: row.source,
    verifiedOn: row.verifiedOn,
    ...(row.note === undefined ? {} : { note: row.note }),
  };
}

/** The same as lines of text. */
export function explainRulesText(explanation: RulesExplanation): string {
  const lines = explanation.isRuled
    ? []
    : ["No pack speaks about this place: the strictest rules."];
  const titles: readonly (readonly [Part, string])[] = [
    ["ways", "One may write with"],
    ["duties", "Each message"],
    ["times", "When and how often"],
    ["tracking", "Watching"],
    ["upkeep", "To keep"],
  ];
  for (const [part, title] of titles) {
    if (explanation[part].length === 0) continue;
    lines.push(`${title}:`);
    for (const told of explanation[part]) {
      const { says, cite, row, source, verifiedOn } = told;
      const closed = "closed" in told ? " Not for this sender and purpose." : "";
      lines.push(`- ${says.join(" ")}${closed} [${cite}; ${row}, ${source} read ${verifiedOn}]`);
    }
  }
  return lines.join("\n");
}
