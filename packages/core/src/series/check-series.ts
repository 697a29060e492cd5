import {
  type CampaignCatalog,
  type CampaignFinding,
  type CampaignFindingCode,
  checkCampaign,
} from "../campaigns/check-campaign.js";
import { DefinitionError, WellsentError } from "../errors/index.js";
import { durationLength, hoursBetween } from "../timing/index.js";
import { checkRecurrence } from "../timing/recurrence/index.js";
import type { SeriesDefinition } from "./definition.js";
import { issueCampaign } from "./issue-campaign.js";

/** What can be wrong with a series: with its id, its rule, or the campaigns that it makes. */
export interface SeriesFinding extends Omit<CampaignFinding, "code"> {
  readonly code: CampaignFindingCode | "SERIES_ID" | "RECURRENCE";
}

/** Any day: an issue is checked for what does not depend on when it is. */
const sample = { at: 0, date: "2000-01-01", planned: "2000-01-01" } as const;

/** Everything wrong with a series that can be found before its first issue. */
export function checkSeries(
  series: SeriesDefinition,
  catalog: CampaignCatalog = {},
): readonly SeriesFinding[] {
  const findings: SeriesFinding[] = [];
  const tried = (code: SeriesFinding["code"], path: string, read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!WellsentError.isInstance(error)) throw error;
      const inside = error.path === undefined ? path : `${path}.${error.path}`;
      findings.push({ code, path: inside, message: error.message });
    }
  };
  if (series.v !== 1)
    findings.push({
      code: "VERSION",
      path: "v",
      message: "This version is not known: v must be 1.",
    });
  if (!/^[A-Za-z0-9-]{1,17}$/.test(series.id))
    findings.push({
      code: "SERIES_ID",
      path: "id",
      message: "An id must be 1 to 17 letters, digits and hyphens.",
    });
  tried("RECURRENCE", "recurrence", () => checkRecurrence(series.recurrence));
  const { lead } = series;
  if (lead !== undefined) tried("DURATION", "lead", () => durationLength(lead));
  const { best, recurrence } = series;
  if (best !== undefined && recurrence.zone !== "contact")
    findings.push({
      code: "TIME",
      path: "best",
      message: "A best hour is one of each contact's own clock: the zone must be contact.",
    });
  if (findings.length === 0 && best !== undefined && !hasFullHour([recurrence.time, best.until]))
    findings.push({
      code: "TIME",
      path: "best.until",
      message: "No full hour lies between the recurrence's time and this one.",
    });
  if (findings.length > 0) return findings;
  const { definition } = issueCampaign(series, sample);
  for (const finding of checkCampaign(definition, catalog)) {
    // The host brings the data with each issue.
    if (finding.code === "FIELDS_MISSING" && series.content === "host") continue;
    findings.push({ ...finding, path: `campaign.${finding.path}` });
  }
  return findings;
}

function hasFullHour(between: readonly [string, string]): boolean {
  try {
    return hoursBetween(between).length > 0;
  } catch (error) {
    if (!WellsentError.isInstance(error)) throw error;
    return false;
  }
}

/** @throws DefinitionError `DEFINITION_` and the first finding's code, with its path */
export function assertSeries(series: SeriesDefinition, catalog?: CampaignCatalog): void {
  const [first] = checkSeries(series, catalog);
  if (first === undefined) return;
  throw new DefinitionError(`DEFINITION_${first.code}`, first.message, {
    path: first.path,
    remedy: "checkSeries lists every finding.",
  });
}
