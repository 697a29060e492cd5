import { contactPointId } from "@wellsent/core";
import {
  type ConsentEvent,
  type RightsKind,
  readEvent,
  sealEvent,
} from "../../src/entries/ledger.js";
import {
  openCase,
  type RightsCase,
  rightsCases,
  type WorkingCalendar,
} from "../../src/entries/rights.js";
import type { DraftContext } from "../../src/index.js";
import { counted, seeded } from "./keys.js";

export const berlin: WorkingCalendar = { timeZone: "Europe/Berlin", holidays: [] };
export const caseId = "case_1";
export const person = contactPointId("cp_a");

const ids = counted("dsr");
export function at(iso: string): number {
  return Date.parse(iso);
}
export function by(now: number): DraftContext {
  return { ids, random: seeded(), now };
}

type Draft = ReturnType<typeof openCase>[number];

/** A log of drafts, each recorded when it took effect. */
export function caseLog() {
  const events: ConsentEvent[] = [];
  const take = (...drafts: readonly (Draft | readonly Draft[])[]): void => {
    for (const draft of drafts.flat()) {
      const place = { log: "l", seq: events.length, recordedAt: draft.effectiveAt };
      events.push(readEvent(sealEvent(draft, place).entry));
    }
  };
  return {
    events,
    take,
    read: () => rightsCases(events).get(caseId),
    case: (): RightsCase => {
      const found = rightsCases(events).get(caseId)?.case;
      if (found === undefined) throw new Error("no case was opened");
      return found;
    },
  };
}

export function opened(kind: RightsKind, receivedAt: number) {
  const log = caseLog();
  log.take(
    openCase(by(receivedAt), { case: caseId, kind, contactPoints: [person], subject: "sub_a" }),
  );
  return log;
}
