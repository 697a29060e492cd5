import { InputError } from "@wellsent/core/errors";
import { breaksHeader, headerText } from "../escape/header.js";
import { encodedWords, isPlainHeader } from "./encoded-word.js";

/** RFC 5322 section 2.1.1 asks for 78; encoded words want 76. */
const preferred = 76;
const fieldName = /^[!-9;-~]{1,76}$/;

/** `Name: value` folded at white space, ended by CRLF. Tokens are never cut, only what stands between them. */
export function foldTokens(name: string, tokens: readonly string[]): string {
  let line = `${name}:`;
  let text = "";
  for (const token of tokens) {
    if (line.length + 1 + token.length > preferred && line.trim() !== "" && line !== `${name}:`) {
      text += `${line}\r\n`;
      line = "";
    }
    line += ` ${token}`;
  }
  return `${text}${line}\r\n`;
}

/** An unstructured header holding words of a person: encoded where ASCII does not suffice, or left as UTF-8 under SMTPUTF8. */
export function textHeader(name: string, value: string, smtputf8: boolean): string {
  const line = headerText(value).trim();
  const words = line.split(/ +/);
  // Folding turns runs of spaces into one and cannot cut long words; encoded words keep both as they are.
  const foldable = !line.includes("  ") && words.every((word) => word.length < preferred - 2);
  if (foldable && !line.includes("=?") && (smtputf8 || isPlainHeader(line))) return foldTokens(name, words);
  return foldTokens(name, encodedWords(line));
}

/**
 * A header the host passes in, such as List-Unsubscribe. Structured, so it is never re-encoded: it is folded where it has
 * white space, and refused where it could break out.
 *
 * @throws InputError `INPUT_HEADER_NAME`, `INPUT_HEADER_VALUE`.
 */
export function givenHeader(name: string, value: string, smtputf8: boolean): string {
  if (!fieldName.test(name)) {
    throw new InputError("INPUT_HEADER_NAME", "A header's name is printable ASCII without a colon.", {
      path: "headers",
    });
  }
  if (breaksHeader(value)) {
    throw new InputError("INPUT_HEADER_VALUE", "A header's value holds a control character.", {
      path: `headers.${name}`,
      remedy: "Remove CR, LF and NUL before handing it in; they are never stripped here.",
    });
  }
  if (!/^[\x20-\x7e\t]*$/.test(value) && !smtputf8) return foldTokens(name, encodedWords(headerText(value)));
  const tokens = value.trim().split(/[ \t]+/);
  if (tokens.some((token) => token.length > 900)) {
    throw new InputError("INPUT_HEADER_VALUE", "A header's value has a word longer than a line may be.", {
      path: `headers.${name}`,
    });
  }
  return foldTokens(name, tokens);
}
