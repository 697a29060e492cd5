import type { JsonObject, PublicResponse, TenantId } from "@wellsent/core";
import type { WordingRef } from "@wellsent/core/ports";
import { readNotice } from "../opt-in/index.js";
import { html, nothing } from "./html.js";
import { type PageContext, page, plainHeaders } from "./page-context.js";

const hexDigest = /^[0-9a-f]{64}$/;

/** Public, and of nobody: it names a tenant and a wording, and needs no MAC. */
export function wordingPath(tenant: string, digest: string): string {
  return `n/${encodeURIComponent(tenant)}/${digest}`;
}

export function openWording(path: string): WordingRef | null {
  const [letter, tenant, digest, ...rest] = path.split("/");
  if (letter !== "n" || !tenant || digest === undefined || rest.length > 0) return null;
  if (!hexDigest.test(digest)) return null;
  try {
    return { tenant: decodeURIComponent(tenant) as TenantId, digest };
  } catch {
    return null;
  }
}

/** The very words of one version, as they were when somebody agreed to them. */
export function wordingPage(
  context: PageContext,
  method: string,
  wording: JsonObject | null,
): PublicResponse {
  if (method !== "GET" && method !== "HEAD") {
    const headers = { ...plainHeaders, Allow: "GET, HEAD, OPTIONS" };
    return { status: method === "OPTIONS" ? 204 : 405, headers, body: "", drafts: [] };
  }
  const { texts } = context;
  const notice = wording === null ? null : readNotice(wording);
  const shown =
    notice === null
      ? page(context, texts.unknownTitle, html`<p>${texts.unknownLead}</p>`, [], 404)
      : page(
          { ...context, lang: notice.locale },
          notice.controller,
          html`<p class="hint">${texts.wordingVersion(`${notice.id} ${notice.version}`)}</p>
${notice.text.split(/\n{2,}/).map((paragraph) => html`<p>${paragraph}</p>`)}
<p>${notice.withdrawal}</p>
${notice.recipients.length === 0 ? nothing : html`<ul>${notice.recipients.map((recipient) => html`<li>${recipient}</li>`)}</ul>`}`,
        );
  return method === "HEAD" ? { ...shown, body: "" } : shown;
}
