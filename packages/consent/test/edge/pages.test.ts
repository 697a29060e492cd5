import { describe, expect, it } from "vitest";
import { deRules, euRules } from "../../src/entries/rules.js";
import {
  consentGate,
  consentPages,
  type PendingConfirmation,
  requestConsent,
} from "../../src/index.js";
import { counted, keys, newerTokenKeys, seeded } from "../support/keys.js";
import { codes, memoryLedger, point, start } from "../support/ledger.js";
import {
  digest,
  fingerprint,
  linkContext,
  pages,
  pagesOptions,
  readPath,
  visit,
} from "../support/pages.js";

const gate = consentGate({ rules: [euRules, deRules], keys });
const cell = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;

function subscribed() {
  const ledger = memoryLedger(gate);
  ledger.link(point, fingerprint);
  const by = { ids: counted("rq"), random: seeded(), now: start };
  const asked = requestConsent(by, {
    contactPoint: point,
    mode: "double",
    cells: [cell],
    notice: digest,
  });
  ledger.append(start, asked.drafts);
  const confirmation = asked.confirmation as PendingConfirmation;
  const links = pages.links({
    ...linkContext,
    messageClass: "confirmation_request",
    request: confirmation,
  });
  return { ledger, confirm: links.confirm as string, confirmation };
}

function confirmedReader() {
  const { ledger, confirm } = subscribed();
  ledger.append(
    start + 1,
    visit(confirm, ledger.facts(point), { method: "POST", at: start + 1 }).drafts,
  );
  return { ledger, confirm, links: pages.links(linkContext) };
}

describe("confirming", () => {
  it("shows one button and changes nothing until it is pressed", () => {
    const { ledger, confirm } = subscribed();
    const shown = visit(confirm, ledger.facts(point));
    expect(shown).toMatchObject({ status: 200, drafts: [] });
    expect(`${shown.body}`.match(/<button/g)).toHaveLength(1);
    expect(shown.body).toContain("Yes, send me Newsletter &amp; more");
    expect(shown.body).toContain("Acme &lt;b&gt;");
    const done = visit(confirm, ledger.facts(point), { method: "POST", at: start + 1 });
    expect(done.drafts).toHaveLength(1);
    ledger.append(start + 1, done.drafts);
    expect(ledger.decide({ at: start + 2 }).allowed).toBe(true);
    expect(ledger.decide({ at: start + 2 }).evidence.noticeDigests).toEqual([digest]);
  });

  it("works once, and tells a second visitor that nothing is left to do", () => {
    const { ledger, confirm } = confirmedReader();
    const again = visit(confirm, ledger.facts(point), { method: "POST", at: start + 2 });
    expect(again).toMatchObject({ status: 200, drafts: [] });
  });

  it("tells whoever opens a used link after leaving that they have left, and where to choose", () => {
    const { ledger, confirm, links } = confirmedReader();
    expect(visit(confirm, ledger.facts(point), { at: start + 2 }).body).toContain("used before");
    ledger.append(
      start + 3,
      visit(links.unsubscribe, ledger.facts(point), { method: "POST", at: start + 3 }).drafts,
    );
    expect(ledger.decide({ at: start + 4 }).allowed).toBe(false);
    for (const [locale, left] of [
      ["en", "have unsubscribed since"],
      ["de", "seitdem abbestellt"],
    ] as const) {
      for (const method of ["GET", "POST"]) {
        const old = visit(confirm, ledger.facts(point), { method, locale, at: start + 4 });
        expect(old).toMatchObject({ status: 200, drafts: [] });
        expect(old.body).toContain(left);
        expect(old.body).toContain("<li>Newsletter &amp; more</li>");
        expect(old.body).not.toMatch(/Confirmed|nothing left|Bestätigt<|nichts weiter/);
        const [, again = ""] = /<a href="([^"]*)">/.exec(`${old.body}`) ?? [];
        expect(pages.open(readPath(again))).toMatchObject({ kind: "preferences", fingerprint });
        const centre = visit(again, ledger.facts(point), { locale, at: start + 4 });
        expect(centre.status).toBe(200);
        expect(centre.body).toContain('type="checkbox"');
      }
    }
  });

  it("tells of a used link what else keeps its yes from counting, and what waits anew", () => {
    const { ledger, confirm, links } = confirmedReader();
    const shut = { permits: () => false };
    const body = (known = {}) =>
      visit(confirm, ledger.facts(point), { at: start + 9 }, pages, known).body;
    expect(body()).toContain("nothing left to do");
    expect(body(shut)).toContain("not in force now");
    const leave = visit(links.unsubscribe, ledger.facts(point), { method: "POST", at: start + 2 });
    ledger.append(start + 2, leave.drafts);
    const back = { method: "POST", body: { action: "undo" }, at: start + 3 };
    ledger.append(start + 3, visit(links.unsubscribe, ledger.facts(point), back).drafts);
    expect(body()).toContain("<li>Newsletter &amp; more (waits until you confirm it)</li>");
  });

  it("refuses an old link, a foreign one, and one whose nonce is not the mail's", () => {
    const { ledger, confirm, confirmation } = subscribed();
    const late = { method: "POST", at: confirmation.expiresAt };
    expect(visit(confirm, ledger.facts(point), late)).toMatchObject({ status: 410, drafts: [] });
    const forged = pages.links({
      ...linkContext,
      request: { ...confirmation, nonce: "0".repeat(32) },
    }).confirm as string;
    expect(visit(forged, ledger.facts(point), { method: "POST" })).toMatchObject({
      status: 410,
      drafts: [],
    });
    const other = memoryLedger(gate);
    expect(visit(confirm, other.facts(point), { method: "POST" })).toMatchObject({
      status: 410,
      drafts: [],
    });
  });

  it("confirms on GET only where the tenant chose that, and records the weaker method", () => {
    const { ledger, confirm } = subscribed();
    const eager = consentPages({ ...pagesOptions, confirmOn: "get" });
    expect(visit(confirm, ledger.facts(point), { method: "HEAD" }, eager).drafts).toEqual([]);
    const { drafts } = visit(confirm, ledger.facts(point), { at: start + 1 }, eager);
    expect(drafts[0]?.fields).toMatchObject({ method: "double_opt_in_get" });
    ledger.append(start + 1, drafts);
    expect(codes(ledger.decide({ at: start + 2 }))).toContain("CONSENT_CONFIRMED_BY_GET");
    expect(ledger.decide({ at: start + 2, jurisdictions: ["NL"] }).allowed).toBe(true);
  });
});

describe("leaving", () => {
  it("takes one click, and answers the provider without redirect, cookie or page", () => {
    const { ledger, links } = confirmedReader();
    const answer = visit(links.unsubscribe, ledger.facts(point), {
      method: "POST",
      body: { "List-Unsubscribe": "One-Click" },
      at: start + 2,
    });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers)).not.toEqual(expect.arrayContaining(["Location"]));
    expect(Object.keys(answer.headers)).not.toEqual(expect.arrayContaining(["Set-Cookie"]));
    expect(answer.headers["Cache-Control"]).toBe("no-store");
    ledger.append(start + 2, answer.drafts);
    expect(codes(ledger.decide({ at: start + 3 }))[0]).toBe("WITHDRAWN");
  });

  it.each([
    ["topic", { purpose: "marketing.offers", topic: "shoes" }],
    ["purpose", { purpose: "marketing.offers" }],
    ["everything", {}],
  ])("leaves as much as the person chose: %s", (scope, expected) => {
    const { ledger } = confirmedReader();
    const links = pages.links({ ...linkContext, purpose: "marketing.offers", topic: "shoes" });
    expect(visit(links.unsubscribe, ledger.facts(point)).body).toContain("Shoes");
    const { drafts } = visit(links.unsubscribe, ledger.facts(point), {
      method: "POST",
      body: { scope },
    });
    expect(drafts.map(({ fields }) => fields["scope"])).toEqual([expected]);
  });

  it("can stop the watching alone, in mail already sent as well", () => {
    const { ledger, links } = confirmedReader();
    const { drafts } = visit(links.unsubscribe, ledger.facts(point), {
      method: "POST",
      body: { scope: "tracking" },
      at: start + 2,
    });
    ledger.append(start + 2, drafts);
    expect(ledger.decide({ at: start + 3 }).allowed).toBe(true);
    expect(codes(ledger.decide({ at: start + 3, activity: "track.open" }))).toContain("WITHDRAWN");
  });

  it("comes back only by a new mail to the mailbox", () => {
    const { ledger, links, confirm } = confirmedReader();
    ledger.append(
      start + 2,
      visit(links.unsubscribe, ledger.facts(point), { method: "POST", at: start + 2 }).drafts,
    );
    const undo = visit(links.unsubscribe, ledger.facts(point), {
      method: "POST",
      body: { action: "undo" },
      at: start + 3,
    });
    expect(undo.drafts.map(({ type }) => type)).toEqual(["consent.requested"]);
    const request = undo.confirmations?.[0] as PendingConfirmation;
    expect(request).toMatchObject({ eventId: undo.drafts[0]?.id, noticeDigest: digest });
    ledger.append(start + 3, undo.drafts);
    expect(ledger.decide({ at: start + 4 }).allowed).toBe(false);
    expect(visit(confirm, ledger.facts(point), { method: "POST", at: start + 4 }).drafts).toEqual(
      [],
    );
    const fresh = pages.links({ ...linkContext, messageClass: "confirmation_request", request })
      .confirm as string;
    ledger.append(
      start + 5,
      visit(fresh, ledger.facts(point), { method: "POST", at: start + 5 }).drafts,
    );
    expect(ledger.decide({ at: start + 6 }).allowed).toBe(true);
  });

  it("keeps a person suppressed of whom no record is left", () => {
    const { ledger, links } = confirmedReader();
    ledger.forget(point);
    const answer = visit(links.unsubscribe, null, {
      method: "POST",
      body: { "List-Unsubscribe": "One-Click" },
      at: start + 2,
    });
    expect(answer).toMatchObject({ status: 200, suppress: true });
    ledger.append(start + 2, answer.drafts);
    expect(ledger.suppressions()).toEqual([
      { fingerprint, reason: "unsubscribed", addedAt: start + 2 },
    ]);
  });

  it("answers a link nobody made with 404, and every other page alike", () => {
    const { ledger, links } = confirmedReader();
    const cut = visit(links.unsubscribe.slice(0, -1), ledger.facts(point), { method: "POST" });
    expect(cut).toMatchObject({ status: 404, drafts: [] });
    expect(visit("https://mail.acme.example/c/", null)).toMatchObject({ status: 404, drafts: [] });
    expect(cut.body).toBe(visit("https://mail.acme.example/c/u/v2.x.y.z", null).body);
    expect(visit(links.clickBase.slice(0, -1), ledger.facts(point))).toMatchObject({ status: 404 });
  });

  it("answers a link whose token was made for another kind of page like one nobody made", () => {
    const { ledger, links } = confirmedReader();
    const facts = ledger.facts(point);
    const { unsubscribe, preferences, view, clickBase, openPixel } = links;
    const forged = visit("https://mail.acme.example/c/u/v2.x.y.z", null).body;
    const pagesOf = { u: unsubscribe, p: preferences };
    for (const [letter, own] of Object.entries(pagesOf)) {
      for (const link of [unsubscribe, preferences, view, clickBase, openPixel]) {
        const [, token] = readPath(link).split("/");
        const url = `https://mail.acme.example/c/${letter}/${token}`;
        if (url === own) continue;
        for (const request of [{}, { method: "POST", body: { "List-Unsubscribe": "One-Click" } }]) {
          const answer = visit(url, facts, request);
          expect(answer).toMatchObject({ status: 404, drafts: [], body: forged });
        }
      }
    }
  });

  it("honours links made under a key that signs no more", () => {
    const { ledger, links } = confirmedReader();
    const rotated = consentPages({ ...pagesOptions, tokens: newerTokenKeys });
    expect(
      visit(links.unsubscribe, ledger.facts(point), { method: "POST" }, rotated),
    ).toMatchObject({ status: 200 });
    const replaced = consentPages({ ...pagesOptions, tokens: { current: newerTokenKeys.current } });
    expect(replaced.open(readPath(links.unsubscribe))).toBeNull();
  });
});

describe("the preference centre", () => {
  it("shows a switch for each topic and each way of watching, as things stand", () => {
    const { ledger, links } = confirmedReader();
    const { body: sent, drafts } = visit(links.preferences, ledger.facts(point), { at: start + 2 });
    const body = `${sent}`;
    expect(drafts).toEqual([]);
    expect(body).toMatch(/name="on:email:marketing.newsletter:" value="1" checked/);
    expect(body).toMatch(/name="on:email:marketing.offers:shoes" value="1">/);
    expect(body).toMatch(/name="track:track.open" value="1">/);
    expect(body.match(/<legend>[^<]*/g)).toEqual(["<legend>Offers", "<legend>What we may record"]);
    expect(body.match(/<fieldset>/g)).toHaveLength(2);
    expect(body.match(/Newsletter &amp; more/g)).toHaveLength(1);
    expect(body).not.toContain("<script");
  });

  it("ends at once what is unticked, and asks the mailbox about what is ticked anew", () => {
    const { ledger, links } = confirmedReader();
    const saved = visit(links.preferences, ledger.facts(point), {
      method: "POST",
      body: { "on:email:marketing.offers:shoes": "1" },
      at: start + 2,
    });
    expect(saved.drafts.map(({ type }) => type)).toEqual([
      "consent.withdrawn",
      "consent.requested",
    ]);
    ledger.append(start + 2, saved.drafts);
    expect(ledger.decide({ at: start + 3 }).allowed).toBe(false);
    expect(
      codes(ledger.decide({ at: start + 3, purpose: "marketing.offers", topic: "shoes" })),
    ).toContain("CONSENT_PENDING");
  });

  it("is written in the reader's language where there is one", () => {
    const { ledger, links } = confirmedReader();
    expect(visit(links.preferences, ledger.facts(point), { locale: "de-AT" }).body).toContain(
      '<html lang="de">',
    );
    expect(visit(links.preferences, ledger.facts(point), { locale: "fr" }).body).toContain(
      '<html lang="en">',
    );
  });
});

describe("headers", () => {
  it("offer one-click on marketing, and nothing on a request to confirm", () => {
    const { headers, unsubscribe } = pages.links(linkContext);
    expect(headers).toEqual([
      { name: "List-Unsubscribe", value: `<${unsubscribe}>` },
      { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
      { name: "List-Id", value: "<marketing.newsletter.acme.example>" },
    ]);
    expect(pages.links({ ...linkContext, messageClass: "confirmation_request" }).headers).toEqual(
      [],
    );
    expect(() =>
      pages.links({ ...linkContext, request: { eventId: "e", noticeDigest: digest } }),
    ).toThrowError(expect.objectContaining({ code: "INPUT_CONFIRMATION_LINK" }));
  });
});
