import type { ConsentPages, TenantId } from "@wellsent/core";
import { type PublicEndpoint, webHandler } from "../web/index.js";

type Handler = (request: Request) => Promise<Response>;

/** A path with more parts than this is nobody's. */
const deepest = 12;
/** How many mounts are remembered; a request below any other one is served all the same. */
const mounts = 64;

/**
 * The public pages of every tenant behind one handler, wherever each is mounted: what of the path
 * is a link of ours is found by opening it.
 */
export function createWeb(
  engine: PublicEndpoint,
  pages: ConsentPages,
  {
    base,
    now,
    prepare,
  }: {
    readonly base: string;
    readonly now: () => number;
    /** What the pages of a tenant refer to is in its store before they do. Never rejects. */
    readonly prepare: (tenant: TenantId) => Promise<void>;
  },
): Handler {
  const handlers = new Map<string, Handler>();
  const handlerAt = (basePath: string): Handler => {
    const known = handlers.get(basePath);
    if (known !== undefined) return known;
    const made = webHandler(engine, { basePath, now });
    if (handlers.size < mounts) handlers.set(basePath, made);
    return made;
  };
  return async (request) => {
    const { pathname } = new URL(request.url);
    const link = linkIn(pages, pathname);
    if (link?.page) await prepare(link.page);
    return handlerAt(link?.mount ?? base)(request);
  };
}

interface Link {
  readonly mount: string;
  /**
   * Whose page it leads to, as its MAC proves. `null` for a click or an opening, and for a wording,
   * where anybody may write any tenant's name.
   */
  readonly page: TenantId | null;
}

function linkIn(pages: ConsentPages, pathname: string): Link | null {
  const parts = pathname.split("/");
  for (let from = 1; from < Math.min(parts.length, deepest); from++) {
    const rest = parts.slice(from).join("/");
    const mount = parts.slice(0, from).join("/");
    const subject = pages.open(rest);
    if (subject !== null) {
      const { tenant, kind } = subject;
      return { mount, page: kind === "click" || kind === "open" ? null : tenant };
    }
    if ((pages.openWording?.(rest) ?? null) !== null) return { mount, page: null };
  }
  return null;
}
