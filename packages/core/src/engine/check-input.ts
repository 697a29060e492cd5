import { notJson } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { isTimeZone } from "../timing/index.js";

/** The most that another clock may be ahead of the engine's. */
const clockSkew: Milliseconds = 300_000;
/** Beyond it there are no dates. */
const lastInstant = 8_640_000_000_000_000;

/** @throws InputError `INPUT_DATA_DEPTH`, `INPUT_DATA` */
export function checkData(data: unknown, path: string): void {
  checkDepth(data, path);
  const fault = notJson(data);
  if (fault === null && typeof data === "object" && data !== null && !Array.isArray(data)) return;
  throw new InputError("INPUT_DATA", "This is no JSON object.", {
    path: fault ? `${path}.${fault}` : path,
    remedy: "Pass texts, finite numbers, truth values, lists and plain objects.",
  });
}

/** Before anything recurses. @throws InputError `INPUT_DATA_DEPTH` */
export function checkDepth(data: unknown, path: string): void {
  if (!isDeeper(data, deepestData)) return;
  throw new InputError(
    "INPUT_DATA_DEPTH",
    `The data is nested deeper than ${deepestData} levels.`,
    { path },
  );
}

/**
 * When something happened: any instant of the past. A clock may be a little ahead of ours.
 * @throws InputError `INPUT_EVENT_TIME`
 */
export function checkPast(at: unknown, now: Instant, path: string): void {
  const sound = typeof at === "number" && Number.isSafeInteger(at) && at >= -lastInstant;
  if (sound && at <= now + clockSkew) return;
  throw new InputError("INPUT_EVENT_TIME", "This is no time at which something has happened.", {
    path,
    remedy: "Give milliseconds since 1970, at most five minutes ahead of the engine's clock.",
  });
}

/**
 * A host's own id of something. Stores compare ids as bytes, and half a surrogate pair has none.
 * @throws InputError with the code
 */
export function checkHostId(id: unknown, path: string, code: `INPUT_${string}` = "INPUT_ID"): void {
  if (typeof id === "string" && id !== "" && id.isWellFormed()) return;
  throw new InputError(code, "This is no id: it must be a text of whole characters.", {
    path,
    remedy: "Pass a text that is not empty and holds no lone surrogate.",
  });
}

/** @throws InputError `INPUT_TIME_ZONE` */
export function checkTimeZone(name: unknown, path: string): void {
  if (typeof name === "string" && isTimeZone(name)) return;
  throw new InputError("INPUT_TIME_ZONE", "This is no time zone that the host knows.", {
    path,
    remedy: "Give an IANA name, such as Europe/Berlin.",
  });
}

/** @throws InputError `INPUT_LOCALE` */
export function checkLocale(tag: unknown, path: string): void {
  try {
    if (typeof tag === "string" && Intl.getCanonicalLocales(tag).length === 1) return;
  } catch {
    // Refused below, with a code.
  }
  throw new InputError("INPUT_LOCALE", "This is no language tag.", {
    path,
    remedy: "Write it as BCP 47 does, such as en or pt-BR.",
  });
}

/** @throws InputError `INPUT_JURISDICTION` */
export function checkJurisdiction(code: unknown, path: string): void {
  if (typeof code === "string" && /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(code)) return;
  throw new InputError("INPUT_JURISDICTION", "This is no country, and no part of one.", {
    path,
    remedy: "Write it as ISO 3166 does, such as DE or US-CA.",
  });
}
