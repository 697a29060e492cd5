import type { Channel, ConsentDraft, ConsentQuestion, Decision } from "@wellsent/core";
import { reasonCodes } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { sentences } from "../../src/decide/explain.js";
import type { RelationshipKind, SubjectKind } from "../../src/entries/ledger.js";
import { recordDescription } from "../../src/entries/records.js";
import { explainRules, type RuleRow, rulePacks, worldRules } from "../../src/entries/rules.js";
import {
  consentGate,
  type Organization,
  recordRelationship,
  remedyFor,
  ruleBook,
} from "../../src/index.js";
import { confirmed, event, granted, requested } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { day, memoryLedger, point } from "../support/ledger.js";
import { askedAt, type Situation, situations } from "./situations.js";

/** Codes of what speaks for a message: nothing is to be done about them. */
const permitting: ReadonlySet<string> = new Set([
  ...["CONSENT", "CONSENT_ASSERTED", "SOFT_OPT_IN", "IMPLIED_CONSENT", "OPT_OUT_REGIME"],
  ...["SERVICE_MESSAGE", "LEGAL_NOTICE", "TRACKING_CONSENT", "TRACKING_EXEMPT"],
]);
/** Reasons of a send whose rule says in words what they mean. */
const sendCodes = [
  ...["ABORTED", "ADDRESS_GONE", "COMPOSE_FAILED", "CONTACT_UNKNOWN", "NO_CONTACT_POINT"],
  ...["NO_SMS_SENDER", "QUARANTINE_DROPPED", "SENDER_IN_DOUBT", "TRIES_USED_UP", "UNEXPECTED"],
];
const ledgerCodes = ["DENIED_BEFORE", "REMINDER_LIMIT", "REQUEST_LIMIT"];

const packs = rulePacks.filter(({ id }) => id !== "strictest");
const book = ruleBook(packs);
const purpose = "marketing.newsletter";
const hour = 3_600_000;

const gates = new Map<string, ReturnType<typeof consentGate>>();

function createGate(
  organization: Organization,
  processors: readonly string[],
  supersededNotices: readonly string[],
  flags: NonNullable<Parameters<typeof consentGate>[0]["flags"]>,
) {
  const key = JSON.stringify([organization, processors, supersededNotices, String(flags)]);
  const known =
    gates.get(key) ??
    consentGate({ rules: packs, keys, flags, processors, supersededNotices, organization });
  gates.set(key, known);
  return known;
}

/** Somebody in one place, and what the host does about each refusal until there is none. */
function host(
  asked: Pick<ConsentQuestion, "jurisdictions" | "channel"> & Partial<ConsentQuestion>,
  subject: SubjectKind,
  flags: Parameters<typeof createGate>[3] = () => [],
) {
  let organization: Organization = {};
  let processors: readonly string[] = ["other"];
  let superseded: readonly string[] = [];
  // The ledger asks one gate; what the host declares changes while it runs.
  const build = () => createGate(organization, processors, superseded, flags);
  let gate = build();
  const ledger = memoryLedger({
    ...gate,
    decide: (...given) => gate.decide(...given),
  });
  let now = askedAt;
  const { channel } = asked;
  const scope = { channel, purpose, activity: "send" } as const;
  const needs = { written: false, confirmed: false };
  ledger.append(now - 2000 * day, [
    recordDescription(
      { ids: counted("who"), random: seeded(), now: now - 2000 * day },
      { contactPoint: point, kind: subject, payload: { url: "https://acme.example/" } },
    ),
  ]);

  const say = (drafts: readonly ConsentDraft[]): void => {
    const { refused } = ledger.append(now, drafts);
    expect(refused).toEqual([]);
  };
  /** The person is asked, by a form and, where that is wanted, by a message to the mailbox. */
  const ask = (): void => {
    const strength = needs.written ? "express_written" : "express";
    if (!needs.confirmed) {
      say([granted(now, { scope, detail: { strength } })]);
      return;
    }
    const request = requested(now, { scope, detail: { strength } });
    say([request]);
    now += hour;
    say([confirmed(now, request, { scope, detail: { strength } })]);
  };
  const related = (row: string | undefined): void => {
    const rule = packs.flatMap((pack) => pack.rows).find(({ id }) => id === row);
    const kind = readKind(rule);
    const at = { ids: counted(`rel${now}`), random: seeded(), now };
    say(
      recordRelationship(at, {
        contactPoint: point,
        kind,
        similar: ["marketing"],
        optOutOffered: true,
      }),
    );
  };
  const declare = (more: Organization): void => {
    organization = { ...organization, ...more };
  };

  /** One remedy, as a host would carry it out. */
  const act = (code: string, row: string | undefined): void => {
    const rule = packs.flatMap((pack) => pack.rows).find(({ id }) => id === row);
    switch (code) {
      case "CONSENT_UNCONFIRMED":
      case "CONSENT_CONFIRMED_BY_GET":
      case "CONSENT_PENDING":
      case "WITHDRAWN":
      case "STOPPED":
      case "REFUSED":
      case "OBJECTED":
      case "COMPLAINED":
      case "UNSUBSCRIBED":
      case "CONSENT_INVALID":
      case "CONSENT_LAPSED":
        needs.confirmed = true;
        break;
      case "CONSENT_NOT_WRITTEN":
      case "SUPPRESSED_REGISTRY":
        needs.written = true;
        break;
      case "SOFT_OPT_IN_NO_RELATIONSHIP":
      case "SOFT_OPT_IN_NOT_SIMILAR":
      case "SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION":
      case "IMPLIED_CONSENT_NO_RELATIONSHIP":
        related(row);
        break;
      case "SOFT_OPT_IN_OTHER_SENDER":
      case "IMPLIED_CONSENT_OTHER_SENDER":
        if (rule?.rule === "soft_opt_in" || rule?.rule === "implied") {
          const [kind] = rule.params.senders ?? [];
          if (kind !== undefined) declare({ kind });
        }
        break;
      case "SOFT_OPT_IN_NOT_CHARITABLE":
        declare({ charitable: ["marketing"] });
        break;
      case "IMPLIED_CONSENT_NOT_PROFESSIONAL":
      case "OPT_OUT_NOT_PROFESSIONAL":
      case "SUBJECT_B2B_ONLY":
        declare({ professional: ["marketing"] });
        break;
      case "PROCESSOR_NOT_COVERED":
        processors = ["mailer"];
        break;
      case "NOTICE_SUPERSEDED":
        superseded = [];
        break;
    }
    gate = build();
  };

  const decide = (): Decision => ledger.decide({ purpose, timeZones: ["UTC"], ...asked, at: now });
  return {
    decide,
    say,
    ask,
    act,
    at: () => now,
    wait: (until: number) => {
      now = until;
    },
    /** Asks as the reasons say, until nothing of it is missing. */
    untilLawful: (): readonly string[] => {
      const steps: string[] = [];
      for (let decision = decide(); !decision.allowed && steps.length < 6; decision = decide()) {
        const refused = decision.reasons.filter(({ effect }) => effect !== "allow");
        // Each refusal says what to do about it.
        for (const reason of refused) expect(remedyFor(reason), reason.code).toMatch(/\.$/);
        steps.push(refused.map(({ code }) => code).join());
        now += hour;
        if (decision.retryAt !== undefined) now = decision.retryAt;
        else {
          for (const { code, row } of refused)
            if (!/^(SOFT|IMPLIED|OPT_OUT)/.test(code)) act(code, row);
          ask();
        }
      }
      return steps;
    },
  };
}

function readKind(rule: RuleRow | undefined): RelationshipKind {
  if (rule?.rule === "soft_opt_in") return rule.params.relationships[0] ?? "sale";
  if (rule?.rule !== "implied") return "sale";
  const lasting: readonly string[] = ["contract", "membership"];
  const kinds = Object.keys(rule.params.periods) as readonly RelationshipKind[];
  return kinds.find((kind) => !lasting.includes(kind)) ?? kinds[0] ?? "sale";
}

const places = [
  ...new Set(packs.flatMap((pack) => pack.rows.flatMap(({ appliesTo }) => appliesTo))),
  "ZZ",
].filter((place) => place !== "*");
const channels: readonly Channel[] = ["email", "sms"];
const starts: readonly Situation[] = [
  "nothing known",
  "asked, not answered",
  "single opt-in",
  "import without evidence",
  "confirmed by GET",
  "withdrawn",
  "said no",
  "sale and silence",
];

describe("what remedyOf says", () => {
  const refusals = Object.keys(sentences).filter((code) => !permitting.has(code));

  it.each([...refusals, ...reasonCodes, ...sendCodes, ...ledgerCodes])(
    "has a word on %s",
    (code) => {
      const remedy = remedyFor({ code, effect: "deny", rule: "" });
      expect(remedy).toMatch(/^[A-Z].*[^.]\.$/);
      expect(remedyFor({ code })).toBe(remedy);
      expect(remedyFor({ code, effect: "allow", rule: "" })).toBeUndefined();
    },
  );

  it("has none on what permits, nor on a name that every object has", () => {
    for (const code of [...permitting, "toString", "SOMETHING_NEW"])
      expect(remedyFor({ code, effect: "deny", rule: "" })).toBeUndefined();
  });

  it.each(places)("leads to lawful mail and texts in %s, from whatever was before", (place) => {
    for (const channel of channels)
      for (const situation of starts) {
        const world = host({ jurisdictions: [place], channel }, "person");
        world.say(situations[situation]({ channel, at: world.at() }));
        const steps = world.untilLawful();
        expect(steps.length, steps.join(" then ")).toBeLessThan(6);
        expect(world.decide().allowed, steps.join(" then ")).toBe(true);
      }
  });

  const ways = packs.flatMap(({ rows }) =>
    rows.filter(({ rule }) => rule === "soft_opt_in" || rule === "implied" || rule === "opt_out"),
  );

  it.each(ways.map((row) => [row.id, row] as const))(
    "opens the way of %s, one remedy after the other",
    (id, row) => {
      const place = row.appliesTo[0] === "EU" ? "MT" : (row.appliesTo[0] ?? "");
      const channel = row.channel === "any" ? "email" : row.channel;
      const subject = row.subjects?.[0] ?? "person";
      const asked = host({ jurisdictions: [place], channel }, subject);
      const about = () => asked.decide().reasons.filter((reason) => reason.row === id);
      for (let step = 0; step < 6; step++) {
        const refused = about().find(
          ({ code, effect }) => effect === "deny" && code !== "NO_CONSENT",
        );
        if (refused === undefined) break;
        expect(remedyFor(refused)).toBeDefined();
        asked.act(refused.code, id);
      }
      expect(
        about().map(({ effect }) => effect),
        JSON.stringify(asked.decide().reasons),
      ).toEqual(["allow"]);
    },
  );

  it("has somebody who works there written to about their work alone", () => {
    const asked = host({ jurisdictions: ["GB"], channel: "email" }, "company", () => ["b2b_only"]);
    const [reason] = asked.decide().reasons.filter(({ effect }) => effect === "deny");
    expect(reason?.code).toBe("SUBJECT_B2B_ONLY");
    asked.act("SUBJECT_B2B_ONLY", undefined);
    expect(asked.decide().allowed).toBe(true);
  });

  it("has a provider covered, and hours waited for", () => {
    const processed = host(
      { jurisdictions: ["US-NY"], channel: "email", processor: "mailer" },
      "person",
    );
    expect(processed.decide().allowed).toBe(false);
    processed.act("PROCESSOR_NOT_COVERED", undefined);
    expect(processed.decide().allowed).toBe(true);
    const late = host(
      { jurisdictions: ["US-NY"], channel: "sms", timeZones: ["America/New_York"] },
      "person",
    );
    late.untilLawful();
    late.wait(Date.UTC(2026, 10, 27, 4));
    const { retryAt = 0, allowed } = late.decide();
    expect(allowed).toBe(false);
    late.wait(retryAt - 1);
    expect(late.decide().allowed).toBe(false);
    late.wait(retryAt);
    expect(late.decide().allowed).toBe(true);
  });

  it("lifts an objection and a complaint only by what the person confirms", () => {
    for (const type of ["objection.raised", "consent.refused", "consent.invalidated"] as const) {
      const asked = host({ jurisdictions: ["DE"], channel: "email" }, "person");
      const detail =
        type === "objection.raised"
          ? { detail: { ground: "direct_marketing" } }
          : type === "consent.invalidated"
            ? { detail: { ground: "wording" }, actor: { kind: "operator" } as const }
            : { method: "form" as const };
      asked.say([event(type, asked.at(), detail)]);
      expect(asked.decide().allowed).toBe(false);
      asked.untilLawful();
      expect(asked.decide().allowed).toBe(true);
    }
  });

  it("is said of watching as well", () => {
    const asked = host(
      { jurisdictions: ["FR"], channel: "email", activity: "track.open" },
      "person",
    );
    const [reason] = asked.decide().reasons;
    expect(reason && remedyFor(reason)).toMatch(/^Ask for consent to tracking/);
    asked.say([
      granted(asked.at(), { scope: { channel: "email", purpose, activity: "track.open" } }),
    ]);
    expect(asked.decide().allowed).toBe(true);
    expect(explainRules(book, { country: "FR", channel: "email" }).tracking.length).toBeGreaterThan(
      worldRules.rows.filter(({ rule }) => rule === "tracking").length,
    );
  });
});
