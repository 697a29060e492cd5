import type { EmailAddress } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { headerText } from "../escape/header.js";
import { encodedWords } from "./encoded-word.js";

const atomText = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/;
const dotAtom = /^[^\s\p{Cc}"(),:;<>@[\\\]]+$/u;

/**
 * `Name <local@domain>` as tokens to fold between. The domain is made ASCII (IDNA) unless SMTPUTF8 is on.
 *
 * @throws InputError `INPUT_ADDRESS`; `INPUT_ADDRESS_SMTPUTF8` where the local part is not ASCII and SMTPUTF8 is off.
 */
export function mailboxTokens(mailbox: EmailAddress, path: string, smtputf8: boolean): readonly string[] {
  const address = `<${addressOf(mailbox.address, path, smtputf8)}>`;
  const name = headerText(mailbox.name ?? "").trim();
  if (name === "") return [address];
  const ascii = /^[\x20-\x7e]*$/.test(name);
  if ((!ascii && !smtputf8) || name.includes("=?") || name.length > 70) return [...encodedWords(name), address];
  return [atomText.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`, address];
}

function addressOf(address: string, path: string, smtputf8: boolean): string {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || domain === "" || address.length > 320 || !dotAtom.test(local) || !dotAtom.test(domain)) {
    throw new InputError("INPUT_ADDRESS", "Not an address of the form local@domain.", { path });
  }
  if (smtputf8) return address;
  if (!/^[\x20-\x7e]+$/.test(local)) {
    throw new InputError("INPUT_ADDRESS_SMTPUTF8", "The local part is not ASCII, and SMTPUTF8 is off.", {
      path,
      remedy: "Send it through a transport whose capabilities have smtputf8, with smtputf8: true.",
    });
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
