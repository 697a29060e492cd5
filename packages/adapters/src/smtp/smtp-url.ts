import { domainToASCII } from "node:url";
import { AdapterError } from "@wellsent/core/errors";
import type { SmtpTransportOptions } from "./config.js";

type Server = Pick<SmtpTransportOptions, "host" | "port" | "secure" | "auth">;

/**
 * Reads a server's URL, such as `smtps://user:pass@mail.example:465`. User and password are
 * percent-encoded, as RFC 3986, section 3.2.1, has them.
 *
 * @throws AdapterError `ADAPTER_SMTP_URL`. Nothing of the URL is in the error: a password with a
 * `#` or `/` that was not encoded may stand anywhere in it.
 */
export function readSmtpUrl(given: string | undefined): Server {
  if (given === undefined || given === "") throw refused("There is no URL of an SMTP server.");
  // `parse` and not `new URL`: the error of that one quotes what it was given.
  const url = URL.parse(given);
  if (url === null) throw refused("The URL of the SMTP server cannot be read.");
  if (url.protocol !== "smtp:" && url.protocol !== "smtps:")
    throw refused("The URL of the SMTP server begins with neither smtp: nor smtps:.");
  if ((url.pathname !== "" && url.pathname !== "/") || url.search !== "" || url.hash !== "")
    throw refused("The URL of the SMTP server goes on after host and port.");
  const host = readHost(url.hostname);
  if (host === "") throw refused("The URL of the SMTP server names no host.");
  if (url.port === "0") throw refused("The URL of the SMTP server names no port there is.");
  const user = decoded(url.username);
  const pass = decoded(url.password);
  if ((user === "") !== (pass === ""))
    throw refused("The URL of the SMTP server has a user without a password, or the reverse.");
  return {
    host,
    secure: url.protocol === "smtps:",
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    ...(user === "" ? {} : { auth: { user, pass } }),
  };
}

/** As DNS and sockets take it: no brackets around IPv6, and a domain of any script in ASCII. */
function readHost(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : domainToASCII(decoded(hostname));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused("The URL of the SMTP server has a % that stands for no character.");
  }
}

function refused(message: string): AdapterError {
  return new AdapterError("ADAPTER_SMTP_URL", message, {
    path: "url",
    remedy:
      "Write smtps://user:password@host:465 or smtp://host:587, with user and password " +
      "percent-encoded (encodeURIComponent). Other options go in the second argument.",
  });
}
