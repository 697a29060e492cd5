import { contactPointId, sendKey } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { canonicalize, mergeContactPoints } from "../../src/entries/ledger.js";
import { handleOneClick } from "../../src/entries/pages.js";
import { recordImportClaim } from "../../src/entries/records.js";
import { deRules, euRules, rulesDigest, usEmailRules } from "../../src/entries/rules.js";
import {
  consentGate,
  importDrafts,
  type PendingConfirmation,
  requestConsent,
} from "../../src/index.js";
import { confirmed, event, granted, newsletter, requested, withdrawn } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, memoryLedger, point, start } from "../support/ledger.js";
import { digest, fingerprint, linkContext, pages, visit } from "../support/pages.js";

const gate = consentGate({ rules: [euRules, deRules, usEmailRules], keys });
const cell = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;
function by(now: number) {
  return { ids: counted(`n${now}`), random: seeded(now), now };
}

function subscriber() {
  const ledger = memoryLedger(gate);
  ledger.link(point, fingerprint);
  const asked = requestConsent(by(start), {
    contactPoint: point,
    mode: "double",
    cells: [cell],
    notice: digest,
  });
  ledger.append(start, asked.drafts);
  const confirmation = asked.confirmation as PendingConfirmation;
  const confirm = pages.links({
    ...linkContext,
    messageClass: "confirmation_request",
    request: confirmation,
  }).confirm;
  return { ledger, confirm: confirm as string };
}

/** Defects found in other systems, each by the name under which it was written down. */
describe("defects of others that must not be ours", () => {
  it("listmonk-old-optin-link-revives-list", () => {
    const { ledger, confirm } = subscriber();
    // Left between the request and the click: the link in the mailbox is dead from then on.
    ledger.append(start + 1, [withdrawn(start + 1)]);
    const clicked = visit(confirm, ledger.facts(point), { method: "POST", at: start + 2 });
    expect(clicked).toMatchObject({ status: 410, drafts: [] });
    // Nor does an event made by hand get past the gate.
    const request = ledger.entries()[0]?.id as string;
    const forged = confirmed(start + 2, { ...requested(start), id: request });
    expect(ledger.append(start + 2, [forged]).refused).toEqual([
      { id: forged.id, code: "CONFIRMATION_DEAD" },
    ]);
    expect(ledger.decide({ at: start + 3 }).allowed).toBe(false);
  });

  it("listmonk-import-overwrites-unsub", () => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [granted(start), withdrawn(start + 1)]);
    const claim = recordImportClaim(seeded(), {
      id: "row1",
      contactPoint: point,
      at: start + 5,
      status: "subscribed",
      cells: [cell],
    });
    const result = ledger.append(start + 5, claim);
    expect(result.refused.map(({ code }) => code)).toEqual(["DENIED_BEFORE"]);
    expect(ledger.decide({ at: start + 6, jurisdictions: ["US"] }).allowed).toBe(false);
  });

  it("listmonk-wipe-drops-blocklist", () => {
    const ledger = memoryLedger(gate);
    ledger.link(point, fingerprint);
    ledger.append(start, [
      event("suppression.added", start, {
        scope: {},
        detail: { reason: "erased" },
        actor: { kind: "system" },
      }),
    ]);
    ledger.forget(point);
    // The same address comes back in a file, under a new contact point.
    const back = contactPointId("cp_new");
    ledger.link(back, fingerprint);
    const drafts = importDrafts(seeded(), [cell])({
      id: "i1",
      kind: "claim",
      code: "STATUS_SUBSCRIBED",
      contactPoint: back,
      channel: "email",
      at: start + 5,
    });
    expect(ledger.append(start + 5, drafts).refused.map(({ code }) => code)).toEqual([
      "SUPPRESSED_ERASED",
    ]);
    const decision = ledger.decide({ contactPoint: back, at: start + 6, jurisdictions: ["US"] });
    expect(codes(decision)[0]).toBe("SUPPRESSED_ERASED");
  });

  it.each(["STATUS_UNCONFIRMED", "STATUS_UNCLEAR"])(
    "notifuse-import-mails-the-unconfirmed: %s denies, and the mailbox lifts it",
    (code) => {
      const ledger = memoryLedger(gate);
      const request = requested(start + 6);
      const intent = { id: "i1", kind: "restrict", contactPoint: point, channel: "email" } as const;
      ledger.append(start + 5, importDrafts(seeded(), [cell])({ ...intent, at: start + 5, code }));
      expect(ledger.decide({ at: start + 6, jurisdictions: ["US"] }).allowed).toBe(false);
      ledger.append(start + 6, [request]);
      ledger.append(start + 7, [confirmed(start + 7, request)]);
      expect(ledger.decide({ at: start + 8, jurisdictions: ["US"] }).allowed).toBe(true);
    },
  );

  it("listmonk-one-click-noop", () => {
    const { ledger } = subscriber();
    // Whatever the mail was, also the opt-in mail itself: 200 means a denial is in the log.
    const links = pages.links({ ...linkContext, messageClass: "confirmation_request" });
    const body = { "List-Unsubscribe": "One-Click" };
    const answer = visit(links.unsubscribe, ledger.facts(point), {
      method: "POST",
      body,
      at: start + 1,
    });
    expect(answer.status).toBe(200);
    expect(ledger.append(start + 1, answer.drafts).entries).toHaveLength(1);
    expect(codes(ledger.decide({ at: start + 2 }))).toContain("WITHDRAWN");
  });

  it("mautic-merge-drops-dnc", () => {
    const loser = contactPointId("cp_b");
    const ledger = memoryLedger(gate);
    const request = requested(start + 1);
    ledger.append(start, [withdrawn(start, { contactPoint: loser })]);
    ledger.append(start + 1, [request]);
    ledger.append(start + 2, [confirmed(start + 2, request)]);
    expect(ledger.decide({ at: start + 3 }).allowed).toBe(true);
    ledger.append(
      start + 3,
      mergeContactPoints(by(start + 3), { subject: "sub_1", into: point, from: loser }),
    );
    expect(codes(ledger.decide({ at: start + 4 }))).toContain("WITHDRAWN");
    const again = requested(start + 5);
    ledger.append(start + 5, [again]);
    ledger.append(start + 6, [confirmed(start + 6, again)]);
    expect(ledger.decide({ at: start + 7 }).allowed).toBe(true);
  });

  it("mautic-get-unsubscribes", () => {
    const { ledger } = subscriber();
    const { unsubscribe, preferences } = pages.links(linkContext);
    for (const url of [unsubscribe, preferences]) {
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const answer = visit(url, ledger.facts(point), {
          method,
          body: { "List-Unsubscribe": "One-Click" },
        });
        expect(answer.drafts).toEqual([]);
      }
    }
  });

  it("mautic-one-click-404-after-purge", () => {
    const { unsubscribe } = pages.links(linkContext);
    const body = { "List-Unsubscribe": "One-Click" };
    const tenYears = start + 10 * 365 * 86_400_000;
    const answer = visit(unsubscribe, null, { method: "POST", body, at: tenYears });
    expect(answer).toMatchObject({ status: 200, suppress: true });
    expect(answer.drafts).toHaveLength(1);
  });

  it("klaviyo-subscribe-lifts-complaint", () => {
    const ledger = memoryLedger(gate);
    const complaint = gate.draftsFor(
      { type: "complained", dedupeKey: "fbl-1", message: sendKey("campaign:c"), at: start },
      point,
    );
    ledger.append(start, complaint);
    ledger.append(start + 1, [
      granted(start + 1, { method: "api" }),
      granted(start + 2, { actor: { kind: "operator" } }),
    ]);
    const release = event("suppression.released", start + 3, {
      scope: {},
      actor: { kind: "operator" },
      detail: { reason: "complaint", by: "correction" },
    });
    expect(ledger.append(start + 3, [release]).refused[0]?.code).toBe("RELEASE_NOT_ALLOWED");
    const decision = ledger.decide({ at: start + 4, jurisdictions: ["US"] });
    expect(codes(decision)).toEqual(expect.arrayContaining(["SUPPRESSED_COMPLAINT", "COMPLAINED"]));
    expect(ledger.suppressions()).toHaveLength(1);
  });

  it("klaviyo-unsub-wrong-list-goes-global", () => {
    const ledger = memoryLedger(gate);
    const request = requested(start);
    ledger.append(start, [request]);
    ledger.append(start + 1, [confirmed(start + 1, request)]);
    // Leaving a list one was never on leaves that list, and nothing else.
    ledger.append(start + 2, [
      withdrawn(start + 2, { scope: { ...newsletter, purpose: "marketing.offers" } }),
    ]);
    expect(ledger.decide({ at: start + 3 }).allowed).toBe(true);
    expect(codes(ledger.decide({ at: start + 3, purpose: "marketing.offers" }))).toContain(
      "WITHDRAWN",
    );
  });

  it("c15t-localecompare-fingerprint", () => {
    // Names that sort differently in Swedish, German and by code unit.
    const names = { ö: 1, z: 2, ä: 3, Z: 4, a: 5, "\u20ac": 6, "\ud83d\ude00": 7 };
    expect(canonicalize(names)).toBe('{"Z":4,"a":5,"z":2,"ä":3,"ö":1,"€":6,"😀":7}');
    const reordered = {
      ...deRules,
      rows: deRules.rows.map((row) => Object.fromEntries(Object.entries(row).reverse())),
    };
    expect(rulesDigest([reordered as unknown as typeof deRules])).toBe(rulesDigest([deRules]));
  });

  it("notifuse-send-to-unconfirmed", () => {
    const { ledger } = subscriber();
    for (const jurisdictions of [["DE"], ["NL"], ["CA"], ["GB"], []]) {
      const decision = ledger.decide({ at: start + 1, jurisdictions });
      expect(decision.allowed).toBe(false);
      expect(codes(decision)).toContain("CONSENT_PENDING");
    }
  });

  it("one-click answers nothing to what is no one-click", () => {
    const request = {
      subject: null,
      facts: null,
      at: start,
      body: {},
      method: "POST",
    };
    expect(handleOneClick(request)).toMatchObject({ status: 404, drafts: [] });
  });
});
