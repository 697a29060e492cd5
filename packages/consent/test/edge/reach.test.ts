import { contactPointId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { euRules, usEmailRules, usSmsRules } from "../../src/entries/rules.js";
import { consentGate, consentPages, type PendingConfirmation } from "../../src/index.js";
import { confirmed, event, granted, requested, withdrawn } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { codes, day, memoryLedger, point, start } from "../support/ledger.js";
import { digest, fingerprint, linkContext, pages, pagesOptions, visit } from "../support/pages.js";

const gate = consentGate({ rules: [euRules, usEmailRules, usSmsRules], keys });
const us = { jurisdictions: ["US"] } as const;
const oneClick = { "List-Unsubscribe": "One-Click" } as const;
const phone = contactPointId("cp_phone");
const bySms = { ...us, contactPoint: phone, channel: "sms", purpose: "alerts" } as const;

/** Somebody with an address and a telephone, whose answers reach the ledger. */
function reader() {
  const ledger = memoryLedger(gate);
  ledger.link(point, fingerprint);
  const links = pages.links(linkContext);
  const both = consentPages({
    ...pagesOptions,
    purposes: [...pagesOptions.purposes, { purpose: "alerts", label: "Alerts", channel: "sms" }],
  });
  const post = (at: number, body: Record<string, string>, url: string = links.unsubscribe) => {
    const known = { otherChannels: [ledger.facts(phone)] };
    const request = { method: "POST", body, at };
    const answer = visit(url, ledger.facts(point), request, both, known);
    expect(ledger.append(at, answer.drafts).refused).toEqual([]);
    return answer;
  };
  const scope = { channel: "sms", purpose: "alerts", activity: "send" } as const;
  const yes = granted(start, { contactPoint: phone, scope, method: "reply_keyword" });
  ledger.append(start, [yes]);
  const isTold = (at: number) => ledger.decide({ ...bySms, at }).reasons.some(isWithdrawal);
  return { ledger, links, both, post, isTold };
}
function isWithdrawal({ code }: { readonly code: string }): boolean {
  return code === "WITHDRAWN";
}

describe("a way out of a mail, for somebody with a telephone", () => {
  it("ends text messages where everything is left, and says so", () => {
    const { post, isTold } = reader();
    expect(isTold(start + 1)).toBe(false);
    const { body, drafts } = post(start + 1, { scope: "everything" });
    expect(drafts.map(({ contactPoint, fields }) => [contactPoint, fields["scope"]])).toEqual([
      [point, {}],
      [phone, {}],
    ]);
    expect(body).toContain("every address of yours");
    expect(isTold(start + 2)).toBe(true);
  });

  it.each([
    ["one click", oneClick],
    ["a purpose", { scope: "purpose" }],
  ])("leaves text messages as they are with %s", (_, body) => {
    const { post, isTold } = reader();
    const answer = post(start + 1, body);
    expect(answer.drafts.map(({ contactPoint }) => contactPoint)).toEqual([point]);
    expect(answer.body).not.toContain("every address of yours");
    expect(isTold(start + 2)).toBe(false);
  });

  it("shows the switch of text messages as it stands there, and turns it off there", () => {
    const { ledger, links, both, post, isTold } = reader();
    const known = { otherChannels: [ledger.facts(phone)] };
    const name = "on:sms:alerts:";
    const shown = visit(links.preferences, ledger.facts(point), { at: start + 1 }, both, known);
    expect(shown.body).toContain(`name="${name}" value="1" checked`);
    const kept = post(start + 2, { [name]: "1" }, links.preferences);
    expect(kept.drafts.filter(({ contactPoint }) => contactPoint === phone)).toEqual([]);
    expect(kept.drafts.map(({ type }) => type)).not.toContain("consent.requested");
    expect(isTold(start + 3)).toBe(false);
    const left = post(start + 4, {}, links.preferences);
    const there = left.drafts.filter(({ contactPoint }) => contactPoint === phone);
    expect(there.map(({ fields }) => fields["scope"])).toEqual([
      { channel: "sms", purpose: "alerts" },
    ]);
    expect(isTold(start + 5)).toBe(true);
  });
});

describe("a word that arrives late or by a wrong clock", () => {
  it("comes after the mail it answers", () => {
    const { ledger } = reader();
    const request = requested(start);
    ledger.append(start, [request]);
    ledger.append(start + 1, [confirmed(start + 1, request)]);
    const { unsubscribe } = pages.links({ ...linkContext, at: start + day });
    const visited = { method: "POST", body: oneClick, at: 0 };
    const { drafts } = visit(unsubscribe, ledger.facts(point), visited);
    expect(drafts.map(({ effectiveAt }) => effectiveAt)).toEqual([start + day]);
    ledger.append(start + day + 1, drafts);
    expect(codes(ledger.decide({ ...us, at: start + day + 2 }))[0]).toBe("WITHDRAWN");
  });

  it.each(["complaint", "hard_bounce", "unsubscribed", "objection"])(
    "leaves one state with the proof that is later, whichever of them arrives first: %s",
    (reason) => {
      const states = [false, true].map((late) => {
        const ledger = memoryLedger(gate);
        const no = event("suppression.added", start, { scope: {}, detail: { reason } });
        const request = requested(start + 1);
        const yes = confirmed(start + 2, request);
        ledger.append(start + 3, late ? [request, yes] : [no]);
        ledger.append(start + 4, late ? [no] : [request, yes]);
        const { allowed } = ledger.decide({ ...us, at: start + 5 });
        return { allowed, listed: ledger.suppressions() };
      });
      expect(states).toEqual([
        { allowed: true, listed: [] },
        { allowed: true, listed: [] },
      ]);
    },
  );

  it("is listed where the proof is older, or no proof ends it", () => {
    for (const [reason, at] of [
      ["complaint", start + 2],
      ["legal", start - 1],
      ["erased", start - 1],
    ] as const) {
      const ledger = memoryLedger(gate);
      const request = requested(start);
      ledger.append(start + 1, [request, confirmed(start + 1, request)]);
      const no = event("suppression.added", at, { scope: {}, detail: { reason } });
      ledger.append(start + 3, [no]);
      expect(ledger.suppressions()).toMatchObject([{ reason, addedAt: at }]);
    }
  });
});

describe("a link to confirm whose address has left and come back", () => {
  const back = contactPointId("cp_back");
  const returned = () => {
    const ledger = memoryLedger(gate);
    ledger.link(point, fingerprint);
    const press = (at: number, url: string, method = "POST", by = pages) => {
      const answer = visit(url, ledger.facts(back), { method, at }, by);
      expect(ledger.append(at, answer.drafts).refused).toEqual([]);
      return answer;
    };
    const linkTo = (request: PendingConfirmation): string =>
      pages.links({ ...linkContext, messageClass: "confirmation_request", request }).confirm ?? "";
    const undo = { method: "POST", body: { action: "undo" }, at: start };
    const asked = visit(pages.links(linkContext).unsubscribe, ledger.facts(point), undo);
    ledger.append(start, asked.drafts);
    ledger.link(back, fingerprint);
    return {
      ledger,
      press,
      linkTo,
      first: linkTo(asked.confirmations?.[0] as PendingConfirmation),
    };
  };
  const dutch = { contactPoint: back, jurisdictions: ["NL"] } as const;

  it("asks the mailbox once more, whose answer counts; the first link is then spent", () => {
    const { ledger, press, linkTo, first } = returned();
    expect(press(start + 1, first, "GET")).toMatchObject({ status: 200, drafts: [] });
    const again = press(start + 2, first);
    expect(again.body).toContain("a message with a link to confirm is on its way");
    expect(again.drafts.map(({ type, contactPoint }) => [type, contactPoint])).toEqual([
      ["consent.requested", back],
    ]);
    expect(again.confirmations?.[0]).toMatchObject({ noticeDigest: digest });
    expect(press(start + 3, first).confirmations).toEqual(again.confirmations);
    expect(ledger.decide({ ...dutch, at: start + 4 }).allowed).toBe(false);
    press(start + 5, linkTo(again.confirmations?.[0] as PendingConfirmation));
    expect(ledger.decide({ ...dutch, at: start + 6 }).allowed).toBe(true);
    const spent = press(start + 7, first);
    expect(spent).toMatchObject({ status: 200, drafts: [] });
    expect(spent.body).toContain("It was used before");
  });

  it("asks nothing after a no, after its end, for a wrong nonce, or because a machine came by", () => {
    const { ledger, press, linkTo, first } = returned();
    const eager = consentPages({ ...pagesOptions, confirmOn: "get" });
    expect(press(start + 1, first, "GET", eager)).toMatchObject({ status: 200, drafts: [] });
    expect(press(start + 15 * day, first)).toMatchObject({ status: 410, drafts: [] });
    const [request] = ledger.entries();
    const forged = linkTo({
      ...{ eventId: request?.id ?? "", noticeDigest: digest, nonce: "0".repeat(32) },
      expiresAt: start + day,
    });
    expect(press(start + 1, forged)).toMatchObject({ status: 410, drafts: [] });
    ledger.append(start + 2, [withdrawn(start + 2, { contactPoint: back })]);
    expect(press(start + 3, first)).toMatchObject({ status: 410, drafts: [] });
  });
});
