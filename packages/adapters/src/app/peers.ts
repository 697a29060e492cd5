import { AdapterError } from "@wellsent/core/errors";

/** The packages that an app consists of, as loaded. */
export type ConsentPackage = typeof import("@wellsent/consent");

/** Rarely used parts are loaded on the first call that needs them. */
export function loadLedger(): Promise<typeof import("@wellsent/consent/ledger")> {
  return loadPeer("@wellsent/consent", () => import("@wellsent/consent/ledger"));
}

export function loadRights(): Promise<typeof import("@wellsent/consent/rights")> {
  return loadPeer("@wellsent/consent", () => import("@wellsent/consent/rights"));
}

export function loadRecords(): Promise<typeof import("@wellsent/consent/records")> {
  return loadPeer("@wellsent/consent", () => import("@wellsent/consent/records"));
}

/**
 * Loads an optional peer when it is needed, so that a missing one is reported with a code and a
 * remedy.
 * @throws AdapterError `ADAPTER_PEER_MISSING`
 */
export async function loadPeer<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new AdapterError("ADAPTER_PEER_MISSING", `The app needs ${name}.`, {
      path: name,
      remedy: `npm install ${name}${name === "mjml" ? ", or give compiled programs." : ""}`,
      cause,
    });
  }
}

/**
 * The errors of Node, Bun and Deno for a missing package, and the one of `@wellsent/templates` for
 * mjml, which it loads itself. An error inside the package is not changed.
 */
const missing: ReadonlySet<unknown> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "TEMPLATE_MJML_MISSING",
]);

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && missing.has(error.code);
}
