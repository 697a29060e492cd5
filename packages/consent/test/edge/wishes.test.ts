import { contactPointId, type PublicResponse, sendKey } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { handleOneClick } from "../../src/entries/pages.js";
import { euRules, usEmailRules } from "../../src/entries/rules.js";
import { consentGate, type PendingConfirmation } from "../../src/index.js";
import { confirmed, granted, requested, withdrawn } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { codes, day, memoryLedger, point, start } from "../support/ledger.js";
import { fingerprint, linkContext, pages, readPath, visit } from "../support/pages.js";

const gate = consentGate({ rules: [euRules, usEmailRules], keys });
const us = { jurisdictions: ["US"] } as const;
const oneClick = { "List-Unsubscribe": "One-Click" } as const;

/** Somebody with a mail in hand, whose posts reach the ledger as an engine makes them. */
function reader() {
  const ledger = memoryLedger(gate);
  ledger.link(point, fingerprint);
  const links = pages.links(linkContext);
  const post = (at: number, body: Record<string, string>, url: string = links.unsubscribe) => {
    const answer = visit(url, ledger.facts(point), { method: "POST", body, at });
    const { entries, refused } = ledger.append(at, answer.drafts);
    expect(refused).toEqual([]);
    return { ...answer, entries };
  };
  const confirm = (at: number, request: PendingConfirmation | undefined) => {
    if (request === undefined) throw new Error("nothing to confirm");
    const asking = { ...linkContext, messageClass: "confirmation_request", request } as const;
    return post(at, { action: "confirm" }, pages.links(asking).confirm);
  };
  return { ledger, links, post, confirm };
}
function pending({ confirmations = [] }: Pick<PublicResponse, "confirmations">) {
  return confirmations[0] as PendingConfirmation | undefined;
}

describe("one wish is one event", () => {
  it("however often a link is posted on a day", () => {
    const { ledger, post } = reader();
    for (let time = 0; time < 5000; time++) expect(post(start + time, oneClick).status).toBe(200);
    expect(ledger.entries()).toHaveLength(1);
    post(start + day, oneClick);
    expect(ledger.entries()).toHaveLength(2);
  });

  it("whichever page of the mail it came by, and another for another mail or a wider scope", () => {
    const { ledger, post } = reader();
    post(start, oneClick);
    post(start + 1, { action: "unsubscribe", scope: "purpose" });
    expect(ledger.entries()).toHaveLength(1);
    post(start + 2, { scope: "everything" });
    const other = pages.links({ ...linkContext, message: sendKey("campaign:c2") });
    post(start + 3, oneClick, other.unsubscribe);
    expect(ledger.entries()).toHaveLength(3);
  });

  it("and a new one once the mailbox has come back, twice on one day", () => {
    const { ledger, post, confirm } = reader();
    for (const at of [start, start + 10]) {
      post(at, oneClick);
      expect(ledger.decide({ ...us, at: at + 1 }).allowed).toBe(false);
      const asked = post(at + 1, { action: "undo" });
      expect(post(at + 2, { action: "undo" }).entries).toEqual([]);
      confirm(at + 3, pending(asked));
      expect(ledger.decide({ ...us, at: at + 4 }).allowed).toBe(true);
    }
    post(start + 20, oneClick);
    expect(codes(ledger.decide({ ...us, at: start + 21 }))[0]).toBe("WITHDRAWN");
    const types = ledger.entries().map(({ type }) => type);
    expect(types.filter((type) => type === "consent.withdrawn")).toHaveLength(3);
    expect(types).toHaveLength(7);
  });

  it("and a new one after anything else was said for it: a form, an open question, an answer", () => {
    const { ledger, post } = reader();
    post(start, oneClick);
    const request = requested(start + 21);
    const said = [[requested(start + 1)], [granted(start + 11)]];
    for (const drafts of [...said, [request, confirmed(start + 22, request)]]) {
      const [{ effectiveAt: at } = { effectiveAt: start }] = drafts;
      expect(ledger.append(at + 1, drafts).refused).toEqual([]);
      const before = ledger.head().size;
      post(at + 2, oneClick);
      post(at + 3, oneClick);
      expect(ledger.head().size).toBe(before + 1);
    }
  });

  it("asks the mailbox once, and makes the same mail again where it was lost", () => {
    const { ledger, post, confirm } = reader();
    post(start, oneClick);
    const first = post(start + 1, { action: "undo" });
    const lost = post(start + 7, { action: "undo" });
    expect(lost.entries).toEqual([]);
    expect(pending(lost)).toEqual(pending(first));
    confirm(start + 8, pending(lost));
    expect(ledger.decide({ ...us, at: start + 9 }).allowed).toBe(true);
  });

  it("asks anew when the question was answered with a no in between", () => {
    const { post, confirm, ledger } = reader();
    const first = post(start, { action: "undo" });
    post(start + 1, oneClick);
    const again = post(start + 2, { action: "undo" });
    expect(again.entries.map(({ type }) => type)).toEqual(["consent.requested"]);
    expect(pending(again)?.eventId).not.toBe(pending(first)?.eventId);
    confirm(start + 3, pending(again));
    expect(ledger.decide({ ...us, at: start + 4 }).allowed).toBe(true);
  });

  it("confirms once: two posts that race are one answer", () => {
    const { ledger, post } = reader();
    const asked = post(start, { action: "undo" });
    const request = pending(asked);
    if (request === undefined) throw new Error("nothing to confirm");
    const { confirm = "" } = pages.links({
      ...linkContext,
      messageClass: "confirmation_request",
      request,
    });
    const facts = ledger.facts(point);
    const both = [1, 2].map((ms) => visit(confirm, facts, { method: "POST", at: start + ms }));
    const [won, second] = both.map(({ drafts }) => ledger.append(start + 3, drafts));
    expect(won?.entries).toHaveLength(1);
    expect(second).toMatchObject({ entries: [], refused: [] });
  });

  it("says nothing of the nonce but to the mail", () => {
    const { post } = reader();
    const asked = post(start, { action: "undo" });
    const nonce = pending(asked)?.nonce ?? "";
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify([asked.drafts, asked.body])).not.toContain(nonce);
  });

  it("saves preferences once, and what is ticked anew is one question", () => {
    const { ledger, links, post } = reader();
    const body = { "on:email:marketing.newsletter:": "1", "track:track.open": "1" };
    post(start, body, links.preferences);
    const size = ledger.head().size;
    for (let time = 1; time < 50; time++) post(start + time, body, links.preferences);
    expect(ledger.head().size).toBe(size);
    expect(ledger.entries().map(({ type }) => type)).toEqual([
      "consent.requested",
      "consent.requested",
    ]);
  });

  it("keeps a person suppressed once, of whom no record is left", () => {
    const ledger = memoryLedger(gate);
    const { unsubscribe } = pages.links(linkContext);
    for (let time = 0; time < 100; time++) {
      const answer = visit(unsubscribe, null, { method: "POST", body: oneClick, at: start + time });
      expect(ledger.append(start + time, answer.drafts).refused).toEqual([]);
    }
    expect(ledger.entries()).toHaveLength(1);
    expect(ledger.suppressions()).toHaveLength(1);
  });
});

describe("leaving by a link of an address that was replaced", () => {
  const now = contactPointId("cp_now");
  const phone = contactPointId("cp_phone");
  const known = (ledger: ReturnType<typeof memoryLedger>) => ({
    others: [ledger.facts(now), ledger.facts(phone), ledger.facts(point)],
  });
  const sentence = "every address of yours";

  it.each([
    ["one click", oneClick, { purpose: "marketing.newsletter" }],
    ["the page", { scope: "everything" }, {}],
  ])("counts for every point the person has now: %s", (_, body, scope) => {
    const { ledger, links } = reader();
    const answer = visit(
      links.unsubscribe,
      ledger.facts(point),
      { method: "POST", body, at: start },
      pages,
      known(ledger),
    );
    expect(
      answer.drafts.map(({ contactPoint, fields }) => [contactPoint, fields["scope"]]),
    ).toEqual([
      [point, scope],
      [now, scope],
      [phone, scope],
    ]);
    expect(new Set(answer.drafts.map(({ id }) => id)).size).toBe(3);
    ledger.append(start, answer.drafts);
    for (const contactPoint of [point, now, phone])
      expect(ledger.decide({ ...us, contactPoint, at: start + 1 }).allowed).toBe(false);
  });

  it("says so before and after, in each language, and only then", () => {
    const { ledger, links } = reader();
    const others = known(ledger);
    for (const url of [links.unsubscribe, links.preferences]) {
      for (const method of ["GET", "POST"]) {
        const shown = (locale: string, more = {}) =>
          `${visit(url, ledger.facts(point), { method, locale, at: start }, pages, more).body}`;
        expect(shown("en", others)).toContain(sentence);
        expect(shown("de", others)).toContain("alle Adressen, die wir von Ihnen haben");
        expect(shown("en")).not.toContain(sentence);
        expect(shown("en", { others: [ledger.facts(point)] })).not.toContain(sentence);
      }
    }
  });

  it("is a new wish where the person has come back at the present address", () => {
    const { ledger, links } = reader();
    const leave = (at: number) => {
      const request = { method: "POST", body: oneClick, at };
      const facts = ledger.facts(point);
      return ledger.append(
        at,
        visit(links.unsubscribe, facts, request, pages, { others: [ledger.facts(now)] }).drafts,
      ).entries;
    };
    expect(leave(start)).toHaveLength(2);
    expect(leave(start + 1)).toHaveLength(0);
    const request = requested(start + 2, { contactPoint: now });
    ledger.append(start + 2, [request]);
    ledger.append(start + 3, [confirmed(start + 3, request, { contactPoint: now })]);
    expect(leave(start + 4).map(({ contactPoint }) => contactPoint)).toEqual([now]);
    expect(ledger.decide({ ...us, contactPoint: now, at: start + 5 }).allowed).toBe(false);
  });

  it("ends what the preference centre shows unticked at the present addresses too", () => {
    const { ledger, links } = reader();
    ledger.append(start, [withdrawn(start, { scope: { purpose: "marketing.newsletter" } })]);
    ledger.append(start, [granted(start, { contactPoint: now })]);
    const answer = visit(
      links.preferences,
      ledger.facts(point),
      { method: "POST", body: { "on:email:marketing.offers:shoes": "1" }, at: start + 1 },
      pages,
      { others: [ledger.facts(now)] },
    );
    const withdrawals = answer.drafts.filter(({ type }) => type === "consent.withdrawn");
    expect(withdrawals.map(({ contactPoint, fields }) => [contactPoint, fields["scope"]])).toEqual([
      [now, { channel: "email", purpose: "marketing.newsletter" }],
    ]);
  });

  it("works where no record is left of the link's own address", () => {
    const { ledger, links } = reader();
    const subject = pages.open(readPath(links.unsubscribe));
    const answer = handleOneClick({
      ...{ method: "POST", body: oneClick, subject, facts: null, at: start },
      others: [ledger.facts(now)],
    });
    expect(answer.drafts.map(({ type }) => type)).toEqual([
      "suppression.added",
      "consent.withdrawn",
    ]);
  });
});
