import type { Channel, MessageClass } from "@wellsent/core";
import type { SubjectKind } from "../events/index.js";
import { strictest } from "./packs/strictest.js";
import { rowWords } from "./row-words.js";
import type { RuleBook } from "./rule-book.js";
import type { RuleKind, RuleRow } from "./rule-row.js";

export interface RulesQuestion {
  /** ISO 3166, with subdivision where needed: `DE`, `US-CA`. */
  readonly country: string;
  readonly channel: Channel;
  /** Absent: `person`. */
  readonly subject?: SubjectKind;
  /** Absent: `marketing`. */
  readonly messageClass?: MessageClass;
}

/** One row in words. */
export interface RuleInWords {
  readonly row: string;
  /** Sentence by sentence. */
  readonly says: readonly string[];
  readonly cite: string;
  readonly source: RuleRow["source"];
  readonly verifiedOn: string;
  readonly note?: string;
}

export interface RulesExplanation {
  /** False: no pack speaks about this place, and the strictest rules hold. */
  readonly isRuled: boolean;
  /** Any of these is enough to write; where several packs speak, one of each. */
  readonly ways: readonly RuleInWords[];
  /** What each message must carry or leave out. */
  readonly duties: readonly RuleInWords[];
  /** When and how often. */
  readonly times: readonly RuleInWords[];
  readonly tracking: readonly RuleInWords[];
  /** How withdrawals, proof and renewal are to be handled. */
  readonly upkeep: readonly RuleInWords[];
}

type Part = Exclude<keyof RulesExplanation, "isRuled">;

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
 * explainRules(ruleBook([eu, de]), { country: "DE", channel: "email" }).ways[0]?.says;
 * // ["Prior express consent.", "Confirmed by the mailbox or handset itself, …", …]
 */
export const explainRules = (
  book: RuleBook,
  { country, channel, subject = "person", messageClass = "marketing" }: RulesQuestion,
): RulesExplanation => {
  const places = book.placesFor([country], channel, subject);
  const rows = places.flatMap(({ regimes }) =>
    regimes.flatMap((regime) => Object.values(regime.rows).flat()),
  );
  const parts: { readonly [P in Part]: RuleInWords[] } = {
    ways: [],
    duties: [],
    times: [],
    tracking: [],
    upkeep: [],
  };
  for (const row of rows) {
    if (row.rule === "obligation" && !row.params.classes.includes(messageClass)) continue;
    const part = partOf[row.rule];
    // Whoever is not advertised to needs no basis but the message itself, at any hour.
    if (messageClass !== "marketing" && (part === "ways" || part === "times")) continue;
    parts[part].push(inWords(row));
  }
  return { isRuled: !rows.some(({ id }) => strictRows.has(id)), ...parts };
};

const strictRows: ReadonlySet<string> = new Set(strictest.rows.map(({ id }) => id));

const inWords = (row: RuleRow): RuleInWords => ({
  row: row.id,
  says: rowWords(row),
  cite: row.cite,
  source: row.source,
  verifiedOn: row.verifiedOn,
  ...(row.note === undefined ? {} : { note: row.note }),
});

/** The same as lines of text. */
export const explainRulesText = (explanation: RulesExplanation): string => {
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
    for (const { says, cite, row, source, verifiedOn } of explanation[part])
      lines.push(`- ${says.join(" ")} [${cite}; ${row}, ${source} read ${verifiedOn}]`);
  }
  return lines.join("\n");
};
