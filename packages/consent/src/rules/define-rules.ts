import { DefinitionError } from "@wellsent/core/errors";
import { nextAllowed } from "@wellsent/core/timing";
import { concernsChannel, mayMeet } from "./jurisdiction.js";
import { isPeriod } from "./period.js";
import type { RuleKind, RulePack, RuleRow, SourceKind } from "./rule-row.js";

const isoDate = /^\d{4}-\d\d-\d\d$/;
const sources: ReadonlySet<SourceKind> = new Set<SourceKind>([
  "statute",
  "regulator",
  "court",
  "secondary",
  "provider",
  "policy",
  "counsel",
]);
const kinds: ReadonlySet<RuleKind> = new Set<RuleKind>([
  "consent",
  "soft_opt_in",
  "implied",
  "opt_out",
  "tracking",
  "freshness",
  "quiet_hours",
  "frequency",
  "reask",
  "obligation",
  "withdrawal",
  "proof",
  "principle",
]);

const known: ReadonlySet<string> = new Set(["any", "email", "sms", "call"]);

/** Two of these for one place and channel would leave open which is meant. */
const exclusive: ReadonlySet<RuleKind> = new Set<RuleKind>(["consent", "opt_out", "freshness"]);

function refuse(
  code: `DEFINITION_RULES_${string}`,
  message: string,
  path: string,
  remedy: string,
): DefinitionError {
  return new DefinitionError(code, message, { path, remedy });
}

/**
 * Checks a pack of rules, whether written in code or read from JSON.
 * @throws DefinitionError `DEFINITION_RULES_CITATION` (a row that says not where it stands, or when
 * that was looked up), `_OVERLAP` (two rows for one thing), `_ID`, `_KIND`, `_PLACE`, `_PERIOD`;
 * `DEFINITION_QUIET_HOURS` and its kin.
 */
export function defineRules(pack: RulePack): RulePack {
  if (pack.id === "" || !isoDate.test(pack.version)) {
    throw refuse(
      "DEFINITION_RULES_ID",
      "A rule pack lacks an id or a dated version.",
      "id",
      "Version it by its date.",
    );
  }
  const seen = new Map<string, number>();
  pack.rows.forEach((row, index) => {
    const path = `rows[${index}]`;
    checkRow(row, path);
    if (seen.has(row.id)) {
      throw refuse(
        "DEFINITION_RULES_OVERLAP",
        "Two rows of a pack have the same id.",
        path,
        "Override the row instead.",
      );
    }
    seen.set(row.id, index);
    pack.rows.slice(0, index).forEach((other) => {
      if (overlaps(row, other)) {
        throw refuse(
          "DEFINITION_RULES_OVERLAP",
          "Two rows of a pack rule the same thing for the same place and channel.",
          path,
          "Keep one of them, or tell them apart by place or channel.",
        );
      }
    });
  });
  return pack;
}

function overlaps(a: RuleRow, b: RuleRow): boolean {
  const sameChannel = concernsChannel(a, b.channel) || concernsChannel(b, a.channel);
  const sameSubject =
    a.subjects === undefined || b.subjects === undefined || meet(a.subjects, b.subjects);
  if (!sameChannel || !sameSubject || !mayMeet(a, b)) return false;
  if (a.rule === b.rule && exclusive.has(a.rule)) return true;
  if (a.rule === "soft_opt_in" && b.rule === "soft_opt_in") {
    return meet(a.params.relationships, b.params.relationships);
  }
  if (a.rule === "implied" && b.rule === "implied") {
    return meet(Object.keys(a.params.periods), Object.keys(b.params.periods));
  }
  const pair = new Set([a.rule, b.rule]);
  return pair.has("opt_out") && pair.has("consent");
}

function meet<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.some((one) => b.includes(one));
}

function checkRow(row: RuleRow, path: string): void {
  if (row.id === "")
    throw refuse("DEFINITION_RULES_ID", "A row has no id.", path, "Name it, as in DE-UWG.");
  if (!kinds.has(row.rule))
    throw refuse("DEFINITION_RULES_KIND", "A row is of no known kind.", path, "See RuleParams.");
  if (row.appliesTo.length === 0 || row.subjects?.length === 0 || !known.has(row.channel)) {
    throw refuse(
      "DEFINITION_RULES_PLACE",
      "A row names no place, channel or recipient it is for.",
      path,
      "Say where it applies.",
    );
  }
  if (row.cite.trim() === "" || !isoDate.test(row.verifiedOn) || !sources.has(row.source)) {
    throw refuse(
      "DEFINITION_RULES_CITATION",
      "A row does not say where it is written, what was read and when.",
      path,
      "Fill cite, source and verifiedOn.",
    );
  }
  if ((row.source === "counsel") !== (row.counsel !== undefined)) {
    throw refuse(
      "DEFINITION_RULES_CITATION",
      "A row by a host's counsel does not say who answers for it and since when.",
      path,
      "Fill counsel, or name another source.",
    );
  }
  for (const period of listPeriods(row)) {
    if (!isPeriod(period)) {
      throw refuse(
        "DEFINITION_RULES_PERIOD",
        "A rule's period is not an ISO 8601 calendar period.",
        path,
        "Write P2Y.",
      );
    }
  }
  // Throws for hours that are none, and for such as leave no free minute.
  if (row.rule === "quiet_hours") {
    const { quiet, zones } = row.params;
    nextAllowed(quiet, zones, 0);
    // So would holidays that follow one another for more than a year.
    for (const { dates = [] } of quiet) {
      for (const date of dates) {
        nextAllowed(quiet, zones, Date.parse(typeof date === "string" ? date : date.from));
      }
    }
  }
}

function listPeriods(row: RuleRow): readonly string[] {
  switch (row.rule) {
    case "implied":
      return Object.values(row.params.periods).filter((period) => period !== "while_it_stands");
    case "soft_opt_in":
      return [row.params.silenceEnds, row.params.endsAfter].filter((each) => each !== undefined);
    case "freshness":
    case "reask":
      return [row.params.after];
    default:
      return [];
  }
}
