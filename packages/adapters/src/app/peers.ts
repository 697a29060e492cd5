import { AdapterError } from "@wellsent/core/errors";

/** The packages that an app is made of, as they were loaded. */
export type ConsentPackage = typeof import("@wellsent/consent");
export type TemplatesPackage = typeof import("@wellsent/templates");

/** What few programs ask for is loaded with the first call that needs it. */
export function loadLedger(): Promise<typeof import("@wellsent/consent/ledger")> {
  return loadPeer("@wellsent/consent", () => import("@wellsent/consent/ledger"));
}

export function loadRights(): Promise<typeof import("@wellsent/consent/rights")> {
  return loadPeer("@wellsent/consent", () => import("@wellsent/consent/rights"));
}

/**
 * Loads an optional peer when it is needed, so that what is missing has a code and a remedy.
 *
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
 * What Node, Bun and Deno say of a package that is not there, and what `@wellsent/templates` says
 * of mjml, which it loads itself; a fault within a package is its own.
 */
const missing: ReadonlySet<unknown> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "TEMPLATE_MJML_MISSING",
]);
function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && missing.has(error.code);
}
