import type { Activity, ConsentChannel, Instant, JsonObject } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize, jsonCopy } from "../canonical/index.js";
import { equalBytes, fromBase64Url, toBase64Url, toHex, utf8 } from "../encoding/index.js";
import { hmacSha256, sha256 } from "../hash/index.js";

/** One version of the wording a person is shown. Never edited: a new wording is a new version. */
export interface Notice {
  readonly id: string;
  readonly version: string;
  readonly locale: string;
  readonly purposes: readonly string[];
  readonly channels: readonly ConsentChannel[];
  readonly activities: readonly Activity[];
  /** Who asks, as the person reads it. */
  readonly controller: string;
  readonly recipients: readonly string[];
  readonly text: string;
  /** How to withdraw, said before the yes: GDPR Art. 7(3). */
  readonly withdrawal: string;
  readonly supersedes?: string;
}

/**
 * SHA-256 over the canonical notice, hex: what grants refer to. Wording is not personal, so a plain
 * digest will do.
 */
export function noticeDigest(notice: Notice): string {
  return toHex(sha256(utf8(canonicalize(jsonCopy(notice)))));
}

const channels: readonly string[] = ["email", "sms", "call"] satisfies readonly ConsentChannel[];
const activities: readonly string[] = [
  "send",
  "track.open",
  "track.click",
  "profile",
] satisfies readonly Activity[];

/** A notice as a store keeps it; `null` for what is none. */
export function readNotice(kept: JsonObject): Notice | null {
  const { id, version, locale, purposes, controller, recipients, text, withdrawal } = kept;
  const list = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((item) => typeof item === "string");
  const among = <V extends string>(
    value: unknown,
    known: readonly string[],
  ): value is readonly V[] => list(value) && value.every((item) => known.includes(item));
  const { supersedes } = kept;
  if (
    typeof id !== "string" ||
    typeof version !== "string" ||
    typeof locale !== "string" ||
    typeof controller !== "string" ||
    typeof text !== "string" ||
    typeof withdrawal !== "string" ||
    !list(purposes) ||
    !list(recipients) ||
    !among<ConsentChannel>(kept["channels"], channels) ||
    !among<Activity>(kept["activities"], activities) ||
    (supersedes !== undefined && typeof supersedes !== "string")
  )
    return null;
  return {
    ...{ id, version, locale, purposes, controller, recipients, text, withdrawal },
    channels: kept["channels"],
    activities: kept["activities"],
    ...(supersedes === undefined ? {} : { supersedes }),
  };
}

/** What was put before somebody's eyes, and when: proof that an answer belongs to this wording. */
export interface ShownNotice {
  readonly notice: string;
  readonly form: string;
  readonly shownAt: Instant;
}

export type OpenedNotice =
  | { readonly ok: true; readonly shown: ShownNotice }
  | {
      readonly ok: false;
      readonly code: "SNAPSHOT_REQUIRED" | "SNAPSHOT_INVALID" | "SNAPSHOT_EXPIRED";
    };

function computeMac(secret: Uint8Array, body: string): Uint8Array {
  return hmacSha256(secret, utf8(`wellsent.snapshot.v1.${body}`)).subarray(0, 16);
}

/**
 * A hidden field of the form: signs which wording was rendered, so that a grant cannot be filed
 * under another.
 * @param secret at least 32 bytes. @throws InputError `INPUT_KEY`.
 */
export function sealSnapshot(secret: Uint8Array, { notice, form, shownAt }: ShownNotice): string {
  if (secret.length < 32)
    throw new InputError("INPUT_KEY", "The secret of a key is shorter than 32 bytes.");
  const body = toBase64Url(utf8(canonicalize({ form, notice, shownAt })));
  return `${body}.${toBase64Url(computeMac(secret, body))}`;
}

/** Never throws. A form may stay open for `maxAgeMs` (default: one day). */
export function openSnapshot(
  secret: Uint8Array,
  snapshot: string | undefined,
  now: Instant,
  maxAgeMs = 86_400_000,
): OpenedNotice {
  if (snapshot === undefined || snapshot === "") return { ok: false, code: "SNAPSHOT_REQUIRED" };
  const [body = "", mac = "", ...rest] = snapshot.split(".");
  const given = fromBase64Url(mac);
  if (rest.length > 0 || given === null || !equalBytes(given, computeMac(secret, body))) {
    return { ok: false, code: "SNAPSHOT_INVALID" };
  }
  const shown = readShown(body);
  if (shown === null) return { ok: false, code: "SNAPSHOT_INVALID" };
  return shown.shownAt > now || now - shown.shownAt > maxAgeMs
    ? { ok: false, code: "SNAPSHOT_EXPIRED" }
    : { ok: true, shown };
}

function readShown(body: string): ShownNotice | null {
  const bytes = fromBase64Url(body);
  if (bytes === null) return null;
  const { notice, form, shownAt }: JsonObject = JSON.parse(new TextDecoder().decode(bytes));
  return typeof notice === "string" && typeof form === "string" && typeof shownAt === "number"
    ? { notice, form, shownAt }
    : null;
}
