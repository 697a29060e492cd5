import { InputError } from "@wellsent/core/errors";
import { writeAscii, writeUtf8 } from "../encode/utf8-writer.js";
import { headerText } from "../escape/header.js";
import { writeEncodedWords } from "./encoded-word.js";
import {
  beginHeader,
  beginToken,
  endHeader,
  type HeaderLine,
  preferredLength,
} from "./header-line.js";

const fieldName = /^[!-9;-~]{1,76}$/;
const [TAB, SPACE, EQUALS, QUESTION] = [9, 32, 61, 63] as const;

/**
 * An unstructured header holding words of a person: encoded where ASCII does not suffice, or left
 * as UTF-8 under SMTPUTF8.
 */
export function textHeader(line: HeaderLine, name: string, value: string, smtputf8: boolean): void {
  const text = headerText(value).trim();
  beginHeader(line, name);
  const shape = measureShape(text);
  // Folding turns runs of spaces into one and cannot cut long words; encoded words keep both as
  // they are.
  const stays =
    shape.longest < preferredLength - 2 &&
    !shape.run &&
    !shape.looksEncoded &&
    (shape.ascii || smtputf8);
  if (stays) writeTokens(line, text, shape.ascii);
  else writeEncodedWords(line, text);
  endHeader(line);
}

/**
 * A header the host passes in, such as List-Unsubscribe. Structured, so it is never re-encoded: it
 * is folded where it has white space, and refused where it could break out.
 *
 * @throws InputError `INPUT_HEADER_NAME`, `INPUT_HEADER_VALUE`.
 */
export function givenHeader(
  line: HeaderLine,
  name: string,
  value: string,
  smtputf8: boolean,
): void {
  if (!fieldName.test(name)) {
    throw new InputError(
      "INPUT_HEADER_NAME",
      "A header's name is printable ASCII without a colon.",
      {
        path: "headers",
      },
    );
  }
  const { ascii, longest, control } = measureShape(value);
  if (control) {
    throw new InputError("INPUT_HEADER_VALUE", "A header's value holds a control character.", {
      path: `headers.${name}`,
      remedy: "Remove CR, LF and NUL before handing it in; they are never stripped here.",
    });
  }
  // Lines are counted in octets, of which a unit beyond ASCII is at most three.
  if ((ascii || smtputf8) && longest > (ascii ? 900 : 300)) {
    throw new InputError(
      "INPUT_HEADER_VALUE",
      "A header's value has a word longer than a line may be.",
      {
        path: `headers.${name}`,
      },
    );
  }
  beginHeader(line, name);
  if (ascii || smtputf8) writeTokens(line, value.trim(), ascii);
  else writeEncodedWords(line, headerText(value));
  endHeader(line);
}

interface Shape {
  readonly ascii: boolean;
  /**
   * True where a control character other than the tab could break out of the header line: RFC 5322
   * section 2.2.
   */
  readonly control: boolean;
  /** Characters of the longest word. */
  readonly longest: number;
  /** True where white space follows white space. */
  readonly run: boolean;
  /** True for what a reader could take for an encoded word. */
  readonly looksEncoded: boolean;
}

/** Everything there is to know before a value is written, in one pass. */
function measureShape(text: string): Shape {
  let ascii = true;
  let control = false;
  let longest = 0;
  let run = false;
  let looksEncoded = false;
  let before = 0;
  let begin = 0;
  for (let index = 0; index < text.length; index++) {
    const code = String.prototype.charCodeAt.call(text, index);
    if (code === SPACE || code === TAB) {
      if (index - begin > longest) longest = index - begin;
      if (before === SPACE || before === TAB) run = true;
      begin = index + 1;
    } else if (code < SPACE) {
      control = true;
    } else if (code > 126) {
      ascii = false;
      if (code < 160) control = true;
    } else if (code === QUESTION && before === EQUALS) {
      looksEncoded = true;
    }
    before = code;
  }
  return { ascii, control, longest: Math.max(longest, text.length - begin), run, looksEncoded };
}

/** The words of `text`, which folds where its white space is. */
function writeTokens(line: HeaderLine, text: string, ascii: boolean): void {
  const { length } = text;
  let begin = 0;
  do {
    let end = begin;
    while (end < length && !isBlank(text, end)) end++;
    beginToken(line, end - begin);
    if (ascii) writeAscii(line.out, text, begin, end);
    else writeUtf8(line.out, text.slice(begin, end));
    begin = end;
    while (begin < length && isBlank(text, begin)) begin++;
  } while (begin < length);
}

function isBlank(text: string, index: number): boolean {
  const code = String.prototype.charCodeAt.call(text, index);
  return code === SPACE || code === TAB;
}
