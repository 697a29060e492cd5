import type { SmtpTransportOptions } from "./config.js";

/** What nodemailer's connection is told. */
export function connectionOptions(options: SmtpTransportOptions): Record<string, unknown> {
  const {
    host,
    port,
    secure,
    tls,
    name,
    auth,
    requireTls = auth !== undefined && !isLoopback(host),
  } = options;
  return {
    host,
    port: port ?? (secure === true ? 465 : 587),
    secure: secure === true,
    requireTLS: requireTls && secure !== true,
    connectionTimeout: options.connectTimeoutMs ?? 15_000,
    dnsTimeout: options.connectTimeoutMs ?? 15_000,
    greetingTimeout: options.greetingTimeoutMs ?? 15_000,
    socketTimeout: options.socketTimeoutMs ?? 60_000,
    // Hanging up is how an abort keeps the rest of a message from leaving: no grace.
    socketCloseTimeout: 0,
    ...(tls && { tls }),
    ...(name !== undefined && { name }),
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
