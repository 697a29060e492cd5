import { InputError } from "@wellsent/core/errors";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const named = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/;

/** Which addresses may be called. */
export interface HostRules {
  /**
   * `hooks.acme.example`, `*.acme.example` for every name below it, `hooks.acme.example:8443` for
   * another port than 443. Nothing else is called, so no definition reaches an inner network.
   */
  readonly hosts: readonly string[];
  /** Allows this machine, by plain `http` and on any port: for tests and development. */
  readonly allowLoopback?: boolean;
}

/** @throws InputError `INPUT_WEBHOOK_HOSTS` */
export function checkHosts({ hosts, allowLoopback }: HostRules): void {
  if (hosts.length === 0 && allowLoopback !== true)
    throw refused("No host is named that may be called.", "webhooks.hosts");
  hosts.forEach((host, index) => {
    const name = host.replace(/^\*\./, "").replace(/:\d+$/, "");
    if (!named.test(host) || name === "*" || (host.startsWith("*.") && !name.includes(".")))
      throw refused("This is no name of a host.", `webhooks.hosts[${index}]`);
    if (loopback.test(name))
      throw refused("This machine is allowed by allowLoopback.", `webhooks.hosts[${index}]`);
  });
}

/** Why an address is not called; `null`: it is. */
export function hostFault(
  address: string,
  { hosts, allowLoopback = false }: HostRules,
): "ADDRESS" | "NOT_HTTPS" | "HOST_NOT_ALLOWED" | null {
  if (!URL.canParse(address)) return "ADDRESS";
  const { protocol, hostname, port, username, password } = new URL(address);
  if (username !== "" || password !== "") return "ADDRESS";
  if (loopback.test(hostname)) {
    if (!allowLoopback) return "HOST_NOT_ALLOWED";
    return protocol === "http:" || protocol === "https:" ? null : "ADDRESS";
  }
  if (protocol !== "https:") return "NOT_HTTPS";
  const name = hostname.replace(/\.$/, "");
  const suffix = port === "" ? "" : `:${port}`;
  const allowed = hosts.some((host) =>
    host.startsWith("*.")
      ? `${name}${suffix}`.endsWith(host.slice(1)) && name.length > host.length - suffix.length - 1
      : `${name}${suffix}` === host,
  );
  return allowed ? null : "HOST_NOT_ALLOWED";
}

function refused(message: string, path: string): InputError {
  return new InputError("INPUT_WEBHOOK_HOSTS", message, {
    path,
    remedy: "Name hosts in lower case, such as hooks.acme.example or *.acme.example.",
  });
}
