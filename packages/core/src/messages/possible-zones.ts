import type { ContactRecord } from "../ports/store/contact-record.js";
import { isTimeZone } from "../timing/index.js";

/**
 * The zones a contact may live in: the stated one alone. Otherwise all of the country's, and the
 * one that was inferred; the workspace's where the country is not known. What is quiet in any of
 * them is quiet, so a guess never makes quiet hours shorter.
 */
export function possibleZones(
  { timeZone, jurisdiction }: Pick<ContactRecord, "timeZone" | "jurisdiction">,
  workspaceZone: string,
): readonly [string, ...string[]] {
  if (timeZone?.source === "stated") return [timeZone.name];
  const country = jurisdiction === null ? [] : countryZones(jurisdiction.slice(0, 2));
  const zones = new Set(country.length === 0 ? [workspaceZone] : country);
  if (timeZone !== null) zones.add(timeZone.name);
  const [first = workspaceZone, ...others] = zones;
  return [first, ...others];
}

const known = new Map<string, readonly string[]>();

/** As the host's tables have them; none where the host does not know the country. */
function countryZones(country: string): readonly string[] {
  if (!/^[A-Z]{2}$/.test(country)) return [];
  const zones = known.get(country) ?? readZones(country).filter(isTimeZone);
  known.set(country, zones);
  return zones;
}

/** Older hosts have a property where newer ones have a method. */
function readZones(country: string): readonly string[] {
  const locale: object = new Intl.Locale(`und-${country}`);
  let found: unknown;
  if ("getTimeZones" in locale && typeof locale.getTimeZones === "function")
    found = locale.getTimeZones();
  else if ("timeZones" in locale) found = locale.timeZones;
  return Array.isArray(found) ? found.filter((zone) => typeof zone === "string") : [];
}
