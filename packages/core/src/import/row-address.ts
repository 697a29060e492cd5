import { type ParsedEmailAddress, parseEmailAddress } from "../addresses/index.js";
import { unicodePattern } from "../unicode-pattern.js";
import type { ImportOptions } from "./import-options.js";
import type { RowNote } from "./row-result.js";

/**
 * Invisible characters (direction marks and zero-width ones) that are copied along from other
 * programs.
 */
const marks = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;
const unprintable = unicodePattern("[\\p{C}\\p{Z}]+", "gu");
const marksAround = new RegExp(`^(?:\\s|${marks.source})+|(?:\\s|${marks.source})+$`, "gu");

/**
 * Reads the address in a cell as people write it: `Anna <anna@example.org>`, with `mailto:`, a
 * trailing comment or dot, or surrounding marks. Whatever is removed is flagged.
 */
export function readEmail(
  cell: string,
  options: ImportOptions,
  column: string,
  flags: RowNote[],
): ParsedEmailAddress | { readonly refused: RowNote } {
  const bare = (text: string): string => {
    const plain = text.replace(marksAround, "");
    if (plain !== text.trim() && !flags.some(({ code }) => code === "EMAIL_MARKS_REMOVED"))
      flags.push(rowNote("EMAIL_MARKS_REMOVED", column));
    return plain;
  };
  const text = bare(cell);
  const [, named] = /^(?:mailto:|[^<>]*<)([^<>]*?)>?[\s;,.]*$/i.exec(text) ?? [];
  const [, before] = named === undefined ? (/^([^\s()]+)\s*\([^()]*\)$/.exec(text) ?? []) : [];
  const inner = named ?? before;
  if (inner !== undefined) flags.push(rowNote("EMAIL_DISPLAY_NAME_REMOVED", column));
  let address = bare(inner ?? text);
  // A trailing dot is the DNS root, which nobody writes in an address on purpose.
  if (/[^.]\.$/.test(address)) {
    address = address.slice(0, -1);
    flags.push(rowNote("EMAIL_TRAILING_DOT_REMOVED", column));
  }
  const email = parseEmailAddress(
    address,
    options.disposableDomains === undefined ? {} : { disposableDomains: options.disposableDomains },
  );
  if (!email.ok) return { refused: rowNote(email.code, column, maskText(cell)) };
  if (email.disposable) flags.push(rowNote("DISPOSABLE_ADDRESS", column));
  if (email.internationalized) flags.push(rowNote("EMAIL_NEEDS_SMTPUTF8", column));
  if (email.suggestion !== undefined) {
    const meant = email.suggestion.slice(email.suggestion.lastIndexOf("@") + 1);
    flags.push(rowNote("EMAIL_TYPO_SUSPECTED", column, `${email.domain}: ${meant}?`));
  }
  return email;
}

/** All addresses in a cell, with any text around them. */
export function addressesIn(cell: string): readonly string[] {
  const found = cell.slice(0, longestList).match(/[^\s<>()[\],;:/"']+@[^\s<>()[\],;:/"'?]+/g) ?? [];
  const read = found.map((text) => parseEmailAddress(text.replace(/\.+$/, "")));
  return [...new Set(read.flatMap((email) => (email.ok ? [email.address] : [])))];
}

/** Longer than any cell that a person writes. */
const longestList = 2_000;

/**
 * Reads the number in a cell and removes all invisible marks, because they are never part of a
 * number.
 */
export function readPhone(
  cell: string,
  jurisdiction: string | null,
  options: ImportOptions,
  column: string | undefined,
  flags: RowNote[],
): string | null {
  if (cell === "") return null;
  const text = cell.replace(marks, "").trim();
  if (text !== cell) flags.push(rowNote("PHONE_MARKS_REMOVED", column));
  if (options.parsePhone === undefined) {
    const digits = text.replace(/[\s().\-/]+/g, "");
    if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
  } else {
    const phone = options.parsePhone(text, jurisdiction);
    if (phone?.finding !== undefined) flags.push(rowNote(phone.finding, column, maskText(text)));
    if (phone !== null) return phone.number;
  }
  flags.push(rowNote("PHONE_UNREADABLE", column, maskText(text)));
  return null;
}

export function rowNote(code: string, column: string | undefined, detail?: string): RowNote {
  return { code, ...(column !== undefined && { column }), ...(detail !== undefined && { detail }) };
}

/**
 * Masks a value for a report: enough to find the cell, not enough to identify the person.
 * `a***@e***.org`
 */
export function maskText(text: string): string {
  const at = text.lastIndexOf("@");
  if (at > 0) {
    const domain = text.slice(at + 1);
    const ending = /\.[a-z]{2,6}$/i.exec(domain)?.[0] ?? "";
    return `${maskText(text.slice(0, at))}@${maskText(domain.slice(0, domain.length - ending.length))}${ending}`;
  }
  const visible = text.replace(unprintable(), " ").trim();
  const [first = ""] = visible;
  return visible === "" ? "" : `${first}***`;
}
