import type { ConsentPages } from "@wellsent/core";
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
export function webOf(
  engine: PublicEndpoint,
  pages: ConsentPages,
  { base, now }: { readonly base: string; readonly now: () => number },
): Handler {
  const handlers = new Map<string, Handler>();
  const handlerAt = (basePath: string): Handler => {
    const known = handlers.get(basePath);
    if (known !== undefined) return known;
    const made = webHandler(engine, { basePath, now });
    if (handlers.size < mounts) handlers.set(basePath, made);
    return made;
  };
  return (request) => {
    const { pathname } = new URL(request.url);
    return handlerAt(mountOf(pages, pathname) ?? base)(request);
  };
}

function mountOf(pages: ConsentPages, pathname: string): string | null {
  const deps = pathname.split("/");
  for (let from = 1; from < Math.min(deps.length, deepest); from++) {
    const rest = deps.slice(from).join("/");
    if (pages.open(rest) !== null || (pages.openWording?.(rest) ?? null) !== null)
      return deps.slice(0, from).join("/");
  }
  return null;
}
