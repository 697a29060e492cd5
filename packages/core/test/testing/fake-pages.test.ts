import { describe, expect, it } from "vitest";
import { contactPointId, sendKey, tenantId } from "../../src/index.js";
import { fakePages } from "../../src/testing/index.js";

const base = "https://pages.example/m/";
const context = {
  tenant: tenantId("acme"),
  contactPoint: contactPointId("p-1"),
  fingerprint: "fake:00",
  message: sendKey("news:c;1/ä"),
  purpose: "marketing.news",
  topic: "offers",
  messageClass: "marketing",
  at: 0,
  request: { eventId: "e-1", noticeDigest: "d", nonce: "n", expiresAt: 1_000 },
} as const;
const opened = (url: string | undefined) => fakePages().open((url ?? "").slice(base.length));

describe("fake pages", () => {
  it("open every link that they make, as what it is for", () => {
    const links = fakePages().links(context);
    const { tenant, fingerprint, message, purpose, topic } = context;
    const subject = { tenant, fingerprint, message, purpose, topic };
    expect(opened(links.unsubscribe)).toEqual({ kind: "unsubscribe", ...subject });
    expect(opened(links.preferences)).toEqual({ kind: "preferences", ...subject });
    expect(opened(links.view)).toEqual({ kind: "view", ...subject });
    expect(opened(links.openPixel)).toEqual({ kind: "open", ...subject });
    expect(opened(`${links.clickBase}3`)).toEqual({ kind: "click", ...subject, link: 3 });
    expect(opened(links.confirm)).toEqual({
      kind: "confirm",
      ...subject,
      request: context.request,
    });
  });

  it.each(["", "click", "click/a", "else/a;b;c;d", "click/%E0%A4%A;b;c;d"])(
    "open nothing else: %j",
    (path) => {
      expect(fakePages().open(path)).toBeNull();
    },
  );

  it("draft by POST alone, and once for each message", () => {
    const pages = fakePages({ baseUrl: base });
    const facts = {
      ...{ contactPoint: context.contactPoint, projection: null, logSize: 0 },
      ...{ suppressions: [], elsewhere: [] },
    };
    const subject = opened(pages.links(context).unsubscribe);
    const asked = { path: "", query: {}, body: {}, locale: "", at: 5 };
    expect(pages.respond({ ...asked, method: "GET" }, subject, facts).drafts).toEqual([]);
    expect(pages.respond({ ...asked, method: "POST" }, subject, facts).drafts).toEqual([
      expect.objectContaining({ type: "consent.withdrawn", contactPoint: context.contactPoint }),
    ]);
    expect(pages.respond({ ...asked, method: "POST" }, null, facts)).toMatchObject({
      status: 404,
      drafts: [],
    });
  });
});
