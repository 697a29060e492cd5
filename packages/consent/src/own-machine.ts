const hosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a URL leads by http to the machine it is opened on, as in development. To any other host
 * links and tokens go by https alone: whoever sees one can use it.
 */
export function isOwnMachine({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && hosts.has(hostname);
}
