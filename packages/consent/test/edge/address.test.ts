import { contactPointId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { addressProjection, decideAsOf, readEvent } from "../../src/entries/ledger.js";
import { consentRows } from "../../src/entries/records.js";
import { euRules, usEmailRules } from "../../src/entries/rules.js";
import { consentGate, ruleBook } from "../../src/index.js";
import { confirmed, event, granted, requested, withdrawn } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { codes, day, memoryLedger, point, questionAt, start } from "../support/ledger.js";

const gate = consentGate({ rules: [euRules, usEmailRules], keys });
const later = contactPointId("cp_later");
const us = { jurisdictions: ["US"], contactPoint: later } as const;

/** One address that has had two points. */
function moved() {
  const ledger = memoryLedger(gate);
  ledger.link(point, "p1:ann");
  ledger.link(later, "p1:ann");
  return ledger;
}

describe("an address at another point", () => {
  it("stays denied in the United States until its mailbox confirms there", () => {
    const ledger = moved();
    expect(ledger.decide(us).allowed).toBe(true);
    ledger.append(start, [withdrawn(start, { scope: {} })]);
    expect(codes(ledger.decide({ ...us, at: start + 1 }))[0]).toBe("WITHDRAWN");
    ledger.append(start + 2, [granted(start + 2, { contactPoint: later })]);
    expect(ledger.decide({ ...us, at: start + 3 }).allowed).toBe(false);
    const request = requested(start + 4, { contactPoint: later });
    ledger.append(start + 4, [request]);
    ledger.append(start + 5, [confirmed(start + 5, request, { contactPoint: later })]);
    expect(ledger.decide({ ...us, at: start + 6 }).allowed).toBe(true);
    // Here alone: what was said at the former point is as it was.
    expect(ledger.decide({ ...us, contactPoint: point, at: start + 6 }).allowed).toBe(false);
  });

  it("is free again where the mailbox has lifted the denial at its own point, for as long as that lasts", () => {
    const ledger = moved();
    ledger.append(start, [withdrawn(start)]);
    const request = requested(start + 1);
    const validUntil = new Date(start + 10 * day).toISOString();
    ledger.append(start + 1, [request]);
    ledger.append(start + 2, [confirmed(start + 2, request, { detail: { validUntil } })]);
    const decision = ledger.decide({ ...us, at: start + 3 });
    expect(decision).toMatchObject({ allowed: true, basis: "opt_out_regime" });
    expect(decision.expiresAt).toBe(start + 10 * day);
    expect(ledger.decide({ ...us, at: start + 10 * day }).allowed).toBe(false);
  });

  it("says what the person has said, whichever point they said it at", () => {
    const ledger = moved();
    ledger.append(start, [withdrawn(start)]);
    const question = { ...questionAt(start + 1), contactPoint: later };
    expect(gate.readConsentState(question, ledger.facts(later)).state).toBe("withdrawn");
    ledger.append(start + 2, [granted(start + 2)]);
    expect(gate.readConsentState(question, ledger.facts(later)).state).toBe("withdrawn");
  });

  it("says what was asked for instead of what is to be confirmed", () => {
    const ledger = memoryLedger(gate);
    const scope = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;
    const shoes = requested(start, { scope: { ...scope, topic: "shoes" } });
    ledger.append(start, [shoes]);
    const asked = { messageClass: "confirmation_request", at: start + 1 } as const;
    const { reasons } = ledger.decide({ ...asked, topic: "hats" });
    expect(reasons.find(({ code }) => code === "NO_REQUEST")).toMatchObject({
      eventId: shoes.id,
      rule: expect.stringContaining("asked for marketing.newsletter, topic shoes instead"),
    });
    expect(codes(ledger.decide({ ...asked, topic: "shoes" }))).not.toContain("NO_REQUEST");
    ledger.append(start + 2, [withdrawn(start + 2)]);
    const later = ledger.decide({ ...asked, topic: "hats", at: start + 3 });
    expect(later.reasons.find(({ code }) => code === "NO_REQUEST")).not.toHaveProperty("eventId");
  });

  it("takes neither grants nor requests from elsewhere", () => {
    const ledger = moved();
    const request = requested(start);
    ledger.append(start, [request]);
    const asked = { messageClass: "confirmation_request", contactPoint: later } as const;
    expect(codes(ledger.decide({ ...asked, at: start + 1 }))).toContain("NO_REQUEST");
    const foreign = confirmed(start + 1, request, { contactPoint: later });
    expect(ledger.append(start + 1, [foreign]).refused[0]?.code).toBe(
      "CONFIRMATION_UNKNOWN_REQUEST",
    );
    ledger.append(start + 2, [confirmed(start + 2, request)]);
    expect(codes(ledger.decide({ at: start + 3, contactPoint: later }))).toContain("NO_CONSENT");
  });

  it("refuses what others claim for it, and a confirmation of what was denied since elsewhere", () => {
    const ledger = moved();
    const request = requested(start, { contactPoint: later });
    ledger.append(start, [request]);
    ledger.append(start + 1, [withdrawn(start + 1)]);
    const claim = granted(start + 2, { contactPoint: later, actor: { kind: "import" } });
    const old = confirmed(start + 2, request, { contactPoint: later });
    expect(ledger.append(start + 2, [claim, old]).refused).toEqual([
      { id: claim.id, code: "DENIED_BEFORE" },
      { id: old.id, code: "CONFIRMATION_DEAD" },
    ]);
  });

  it("sees denials of the very same call, at whichever of its points they stand", () => {
    const ledger = moved();
    const no = withdrawn(start);
    const claim = granted(start, { contactPoint: later, actor: { kind: "import" } });
    expect(ledger.append(start, [no, claim]).refused).toEqual([
      { id: claim.id, code: "DENIED_BEFORE" },
    ]);
    const other = memoryLedger(gate);
    expect(other.append(start, [no, claim]).refused).toEqual([]);
  });

  it("carries a restriction, a complaint and an open erasure along, and an end of them as its own", () => {
    const ledger = moved();
    ledger.append(start, [
      event("restriction.set", start, { detail: { ground: "accuracy" } }),
      event("suppression.added", start, { scope: {}, detail: { reason: "complaint" } }),
      event("dsr.opened", start, { detail: { case: "c1", kind: "erase" } }),
    ]);
    expect(codes(ledger.decide({ ...us, at: start + 1 }))).toEqual(
      expect.arrayContaining(["RESTRICTED", "ERASURE_OPEN", "SUPPRESSED_COMPLAINT", "COMPLAINED"]),
    );
    ledger.append(start + 2, [
      event("restriction.lifted", start + 2, { contactPoint: later, caused: ["x"] }),
      event("dsr.responded", start + 2, { contactPoint: later, detail: { case: "c1" } }),
    ]);
    const left = codes(ledger.decide({ ...us, at: start + 3 }));
    expect(left).not.toContain("RESTRICTED");
    expect(left).not.toContain("ERASURE_OPEN");
  });

  it("is decided again from the log, with the histories of its points", () => {
    const ledger = moved();
    ledger.append(start, [withdrawn(start)]);
    ledger.append(start + 5, [granted(start + 5, { contactPoint: later })]);
    const question = questionAt(start + 9, us);
    const log = ledger.entries().map((entry) => readEvent(entry));
    const of = (id: string) => log.filter(({ contactPoint }) => contactPoint === id);
    const rules = { book: ruleBook([euRules, usEmailRules]) };
    const facts = { elsewhere: [of(point)] };
    const again = decideAsOf(question, of(later), rules, { logSize: 2 }, facts);
    expect(again).toEqual(gate.decide(question, ledger.facts(later)));
    expect(decideAsOf(question, of(later), rules, { logSize: 0 }, facts).allowed).toBe(true);
  });

  it("is exported with its denials", () => {
    const ledger = moved();
    ledger.append(start, [withdrawn(start)]);
    const projection = addressProjection(ledger.facts(later));
    if (projection === undefined) throw new Error("unreadable");
    expect(consentRows({ contactPoint: later, projection })).toMatchObject([
      { contact_point: later, status: "withdrawn", purpose: "marketing.newsletter" },
    ]);
  });

  it("keeps what is known elsewhere out of what is written down here", () => {
    const ledger = moved();
    ledger.append(start, [withdrawn(start)]);
    ledger.append(start + 1, [granted(start + 1, { contactPoint: later })]);
    expect(ledger.facts(later).projection).not.toHaveProperty("elsewhere");
    expect(ledger.facts(later).projection).toMatchObject({ denials: {} });
  });
});

describe("after an erasure", () => {
  const erased = () => {
    const ledger = moved();
    const request = requested(start);
    ledger.append(start, [request]);
    ledger.append(start + 1, [confirmed(start + 1, request)]);
    ledger.append(start + 2, [
      event("suppression.added", start + 2, {
        actor: { kind: "system" },
        scope: {},
        detail: { reason: "erased" },
      }),
      event("contactpoint.unlinked", start + 2, {
        actor: { kind: "system" },
        detail: { reason: "erasure" },
      }),
    ]);
    return ledger;
  };
  const confirmation = { messageClass: "confirmation_request" } as const;

  it.each(["import", "api", "operator", "system"] as const)(
    "nothing of an %s is taken, neither a claim nor a request",
    (kind) => {
      const ledger = erased();
      const actor = { kind: kind === "api" ? "system" : kind } as const;
      const by = { contactPoint: later, actor, method: "api" } as const;
      const drafts = [requested(start + day, by), granted(start + day, by)];
      expect(ledger.append(start + day, drafts).refused.map(({ code }) => code)).toEqual([
        "SUPPRESSED_ERASED",
        "SUPPRESSED_ERASED",
      ]);
      expect(ledger.decide({ ...us, ...confirmation, at: start + 2 * day }).allowed).toBe(false);
    },
  );

  it("a person who signs up on their own is asked, and once the mailbox confirms, written to", () => {
    const ledger = erased();
    const again = requested(start + day, { contactPoint: later });
    expect(ledger.append(start + day, [again]).refused).toEqual([]);
    const at = start + day + 1;
    expect(ledger.decide({ ...us, ...confirmation, at }).allowed).toBe(true);
    expect(codes(ledger.decide({ ...us, at }))).toEqual(
      expect.arrayContaining(["ERASED", "SUPPRESSED_ERASED"]),
    );
    const yes = confirmed(at, again, { contactPoint: later });
    expect(ledger.append(at, [yes])).toMatchObject({
      refused: [],
      release: [{ fingerprint: "p1:ann", reason: "erased" }],
    });
    expect(ledger.suppressions()).toEqual([]);
    for (const jurisdictions of [["US"], ["DE"]])
      expect(ledger.decide({ contactPoint: later, jurisdictions, at: at + 1 }).allowed).toBe(true);
  });

  it("a single opt-in, a link that was merely followed, and a request from before it lift nothing", () => {
    const ledger = erased();
    const again = requested(start + day, { contactPoint: later });
    const followed = { contactPoint: later, method: "double_opt_in_get" } as const;
    ledger.append(start + day, [granted(start + day, { contactPoint: later }), again]);
    ledger.append(start + day + 1, [confirmed(start + day + 1, again, followed)]);
    expect(codes(ledger.decide({ ...us, at: start + day + 2 }))).toEqual(
      expect.arrayContaining(["ERASED", "SUPPRESSED_ERASED"]),
    );
    const old = moved();
    const before = requested(start, { contactPoint: later });
    old.append(start, [before]);
    old.append(start + 1, [
      event("contactpoint.unlinked", start + 1, { detail: { reason: "erasure" } }),
    ]);
    old.append(start + 2, [confirmed(start + 2, before, { contactPoint: later })]);
    expect(codes(old.decide({ ...us, at: start + 3 }))).toContain("ERASED");
  });

  it("a reminder of the person's own request is sent", () => {
    const ledger = erased();
    const again = requested(start + day, { contactPoint: later });
    ledger.append(start + day, [again]);
    const reminder = requested(start + 2 * day, {
      contactPoint: later,
      actor: { kind: "system" },
      caused: [again.id],
      detail: { attempt: 2 },
    });
    expect(ledger.append(start + 2 * day, [reminder]).refused).toEqual([]);
    expect(ledger.decide({ ...us, ...confirmation, at: start + 2 * day + 1 }).allowed).toBe(true);
  });
});
