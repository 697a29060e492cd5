import type { Channel, ConsentDraft, ConsentQuestion, MessageClass } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import type { RelationshipKind, SubjectKind } from "../../src/entries/ledger.js";
import { recordDescription } from "../../src/entries/records.js";
import { rulePacks } from "../../src/entries/rules.js";
import {
  consentGate,
  endRelationship,
  type Organization,
  recordMessageOffer,
  recordRelationship,
  type SubjectFlag,
  stopTexts,
} from "../../src/index.js";
import { confirmed, granted, requested, withdrawn } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { memoryLedger, point } from "../support/ledger.js";

/** What happened, at a moment. */
export type Step = readonly [at: string, what: SimulatedEvent, more?: More];

type SimulatedEvent =
  | RelationshipKind
  | "agreed"
  | "agreed in writing"
  | "asked"
  | "confirmed"
  | "imported with evidence"
  | "imported"
  | "withdrew"
  | "withdrew everything"
  | "STOP"
  | "mail with a way out"
  | "contract ended"
  | "membership ended"
  | "described"
  | "said to be";

interface More {
  readonly offered?: boolean;
  readonly until?: string;
  readonly answered?: string;
  readonly kind?: SubjectKind;
}

/** An instant, and `allowed` or one of the codes that refuse. */
export type Ask = readonly [at: string, expected: string];

export interface Timeline {
  readonly title: string;
  readonly places: readonly string[];
  readonly source: string;
  /** Whether somebody held it against that source. */
  readonly reviewed: boolean;
  readonly channel?: Channel;
  readonly steps: readonly Step[];
  readonly asks: readonly Ask[];
  readonly zones?: readonly string[];
  readonly messageClass?: MessageClass;
  readonly purpose?: string;
  readonly organization?: Organization;
  readonly flags?: readonly SubjectFlag[];
  /** What the ledger refuses of the steps. Absent: nothing. */
  readonly refused?: readonly string[];
}

const ids = counted("tl");

function createDrafts(
  [when, what, { offered = false, until, answered, kind = "company" } = {}]: Step,
  channel: Channel,
  request: ConsentDraft | undefined,
): readonly ConsentDraft[] {
  const at = Date.parse(when);
  const by = { ids, random: seeded(), now: at };
  const scope = { channel, purpose: "marketing.newsletter", activity: "send" } as const;
  const paper = { payload: { evidenceRef: "scan-17" }, salt: "ab".repeat(32) };
  const importer = { actor: { kind: "import" } } as const;
  switch (what) {
    case "agreed":
      return [granted(at, { scope })];
    case "agreed in writing":
      return [granted(at, { scope, detail: { strength: "express_written" } })];
    case "asked":
      return [requested(at, { scope })];
    case "confirmed":
      if (request === undefined) throw new Error("Nobody was asked.");
      return [confirmed(at, request, { scope })];
    case "imported":
      return [granted(at, { scope, ...importer, method: "api" })];
    case "imported with evidence":
      return [granted(at, { scope, ...importer, ...paper, method: "double_opt_in_post" })];
    case "withdrew":
      return [withdrawn(at, { scope })];
    case "withdrew everything":
      return [withdrawn(at, { scope: {} })];
    case "STOP":
      return [
        stopTexts(by, { contactPoint: point, ...(answered === undefined ? {} : { answered }) }),
      ];
    case "mail with a way out":
      return [recordMessageOffer(by, { contactPoint: point })];
    case "contract ended":
    case "membership ended":
      return [
        endRelationship(by, {
          contactPoint: point,
          kind: what === "contract ended" ? "contract" : "membership",
        }),
      ];
    case "described":
    case "said to be":
      return [
        recordDescription(by, {
          contactPoint: point,
          kind,
          ...(what === "described" ? { payload: { url: "https://acme.example/imprint" } } : {}),
        }),
      ];
    default:
      return recordRelationship(by, {
        contactPoint: point,
        kind: what,
        similar: ["marketing"],
        optOutOffered: offered,
        ...(until === undefined ? {} : { until: Date.parse(until) }),
      });
  }
}

const gates = new Map<string, ReturnType<typeof consentGate>>();

function gateFor({ organization = {}, flags = [] }: Timeline) {
  const key = JSON.stringify([organization, flags]);
  const rules = rulePacks.filter(({ id }) => id !== "strictest");
  const gate = gates.get(key) ?? consentGate({ rules, keys, organization, flags: () => flags });
  gates.set(key, gate);
  return gate;
}

/** Each ask is a scenario of its own: what had happened by then, and what the law says then. */
export function runTimelines(title: string, timelines: readonly Timeline[]): void {
  describe(title, () => {
    const cases = timelines.flatMap((timeline) =>
      timeline.asks.map(([at, expected]) => {
        const name = `${timeline.places.join("+") || "nowhere known"} · ${timeline.title} · ${at}`;
        return [`${name} · ${expected} (${timeline.source})`, timeline, at, expected] as const;
      }),
    );

    it.each(cases)("%s", (_, timeline, at, expected) => {
      const { channel = "email", messageClass = "marketing", zones = ["UTC"] } = timeline;
      const ledger = memoryLedger(gateFor(timeline));
      let request: ConsentDraft | undefined;
      const codes: string[] = [];
      for (const step of timeline.steps) {
        if (Date.parse(step[0]) > Date.parse(at)) break;
        const drafts = createDrafts(step, channel, request);
        const { refused } = ledger.append(Date.parse(step[0]), drafts);
        codes.push(...refused.map(({ code }) => code));
        if (step[1] === "asked") [request] = drafts;
      }
      expect(codes).toEqual(timeline.refused ?? []);
      const question: Partial<ConsentQuestion> = {
        at: Date.parse(at),
        channel,
        messageClass,
        purpose: timeline.purpose ?? "marketing.newsletter",
        jurisdictions: timeline.places,
        timeZones: zones,
      };
      const { allowed, reasons, basis } = ledger.decide(question);
      const why = JSON.stringify(reasons);
      if (expected.startsWith("allowed")) {
        expect(allowed, why).toBe(true);
        const [, on] = expected.split(": ");
        if (on !== undefined) expect(basis, why).toBe(on);
      } else {
        expect(allowed, why).toBe(false);
        expect(
          reasons.map(({ code }) => code),
          why,
        ).toContain(expected);
      }
    });

    it("names no two alike", () => {
      const names = cases.map(([name]) => name);
      expect(new Set(names).size).toBe(names.length);
    });
  });
}
