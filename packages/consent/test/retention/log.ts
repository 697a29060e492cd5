import {
  type ConsentEvent,
  draftEvent,
  type EventInput,
  readEvent,
  sealEvent,
} from "../../src/entries/ledger.js";
import { newsletter } from "../support/drafts.js";
import { seeded } from "../support/keys.js";
import { point } from "../support/ledger.js";

export function t(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}

type Line = readonly [id: string, type: EventInput["type"], on: string, more?: object];

/** A log of one person, written as a table; every event has a payload. */
export function memoryLedgerEvents(lines: readonly Line[]): readonly ConsentEvent[] {
  return lines.map(([id, type, on, more = {}], seq) => {
    const method = type === "consent.confirmed" ? "double_opt_in_post" : "form";
    const draft = draftEvent(
      {
        ...{
          id,
          type,
          contactPoint: point,
          effectiveAt: t(on),
          scope: newsletter,
          actor: { kind: "subject" },
          method,
        },
        payload: { ip: "203.0.113.9" },
        ...more,
      } as EventInput,
      seeded(seq + 1),
    );
    return readEvent(sealEvent(draft, { log: "l", seq, recordedAt: t(on) }).entry);
  });
}
