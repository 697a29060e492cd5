import type { EmailAddress } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { writeAscii, writeUtf8 } from "../encode/utf8-writer.js";
import { headerText } from "../escape/header.js";
import { writeEncodedWords } from "./encoded-word.js";
import { beginHeader, beginToken, endHeader, type HeaderLine } from "./header-line.js";

const atomText = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/;
const dotAtom = /^[^\s\p{Cc}"(),:;<>@[\\\]]+$/u;
const plainAddress = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$/;

/**
 * `Name: Display Name <local@domain>`. The domain is made ASCII (IDNA) unless SMTPUTF8 is on.
 *
 * @throws InputError `INPUT_ADDRESS`; `INPUT_ADDRESS_SMTPUTF8` where the local part is not ASCII
 * and SMTPUTF8 is off.
 */
export function mailboxHeader(
  line: HeaderLine,
  header: string,
  mailbox: EmailAddress,
  path: string,
  smtputf8: boolean,
): void {
  const address = writeAddress(mailbox.address, path, smtputf8);
  beginHeader(line, header);
  if (mailbox.name !== undefined) displayName(line, headerText(mailbox.name).trim(), smtputf8);
  beginToken(line, address.length + 2);
  writeAscii(line.out, "<");
  writeUtf8(line.out, address);
  writeAscii(line.out, ">");
  endHeader(line);
}

function displayName(line: HeaderLine, name: string, smtputf8: boolean): void {
  if (name === "") return;
  const ascii = /^[\x20-\x7e]*$/.test(name);
  const written = atomText.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
  if ((!ascii && !smtputf8) || name.includes("=?") || written.length > 70) {
    writeEncodedWords(line, name);
    return;
  }
  beginToken(line, written.length);
  writeUtf8(line.out, written);
}

function writeAddress(address: string, path: string, smtputf8: boolean): string {
  // Nearly every address, at a third of what the closer look below takes.
  if (address.length <= 320 && plainAddress.test(address)) return address;
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (
    at < 1 ||
    domain === "" ||
    address.length > 320 ||
    !dotAtom.test(local) ||
    !dotAtom.test(domain)
  ) {
    throw new InputError("INPUT_ADDRESS", "Not an address of the form local@domain.", { path });
  }
  if (smtputf8) return address;
  if (!/^[\x20-\x7e]+$/.test(local)) {
    throw new InputError(
      "INPUT_ADDRESS_SMTPUTF8",
      "The local part is not ASCII, and SMTPUTF8 is off.",
      {
        path,
        remedy:
          "Send it through a transport whose capabilities have smtputf8, with smtputf8: true.",
      },
    );
  }
  return `${local}@${asciiDomain(domain, path)}`;
}

function asciiDomain(domain: string, path: string): string {
  if (/^[A-Za-z0-9.-]+$/.test(domain)) return domain;
  try {
    // The one IDNA implementation that every runtime has.
    const { hostname } = new URL(`http://${domain}`);
    if (/^[a-z0-9.-]+$/.test(hostname)) return hostname;
  } catch {
    // Falls through to the coded error: the parser's own message quotes the domain.
  }
  throw new InputError("INPUT_ADDRESS", "The domain has no ASCII form.", { path });
}
