import type { ConsentDraft } from "@wellsent/core";
import {
  type Cell,
  coveringDenials,
  type GrantMark,
  grantCovers,
  type Projection,
  scopeKey,
} from "../state/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";

/**
 * STOP from the handset: texts end, all of one sender's where it is named. `answered` is the
 * purpose of the text it answers: some laws let it end no more than that for now (47 CFR
 * 64.1200(a)(10)), which each decision looks up. It is recorded as the end of all texts.
 */
export function stopTexts(
  by: DraftContext,
  {
    sender,
    answered,
    ...stop
  }: Omit<EventMetadata, "method"> & { readonly sender?: string; readonly answered?: string },
): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, stop),
    method: "reply_keyword",
    id: by.ids.next(),
    type: "consent.withdrawn",
    scope: { channel: "sms", ...(sender === undefined ? {} : { sender }) },
    ...(answered === undefined ? {} : { detail: { answered } }),
  });
}

/**
 * START from the handset. It reopens what STOP closed for this number and sender and nothing else:
 * what had never been granted, or was taken back in another way, stays as it was. It is a fresh
 * grant in writing, and as strong as the one that STOP ended: 47 CFR 64.1200(f)(9).
 */
export function restartTexts(
  by: DraftContext,
  projection: Projection,
  start: Omit<EventMetadata, "method"> & { readonly sender?: string },
): readonly ConsentDraft[] {
  return textCells(projection, start.sender).flatMap(({ cell, isWritten }) => {
    const denials = coveringDenials(projection, cell);
    const stops = denials.filter(({ kind }) => kind === "stopped");
    const [stop] = stops;
    if (stop === undefined || denials.length > stops.length) return [];
    return [
      createDraft(by, {
        ...eventMetadata(by, start),
        method: "reply_keyword",
        id: by.ids.next(),
        type: "consent.granted",
        scope: cell,
        caused: [stop.id],
        ...(isWritten ? { detail: { strength: "express_written" } as const } : {}),
      }),
    ];
  });
}

interface TextCell {
  readonly cell: Cell;
  readonly isWritten: boolean;
}

/** Cells the person themself had granted, whatever became of them. */
function textCells(projection: Projection, sender: string | undefined): readonly TextCell[] {
  const cells = new Map<string, TextCell>();
  const add = (cell: Cell | undefined, ...marks: readonly (GrantMark | undefined)[]): void => {
    if (cell?.channel !== "sms") return;
    const named = sender === undefined ? cell : { ...cell, sender };
    if (!grantCovers(cell, named)) return;
    const key = scopeKey(named);
    const isWritten = marks.some((mark) => mark?.strength === "express_written");
    cells.set(key, { cell: named, isWritten: isWritten || cells.get(key)?.isWritten === true });
  };
  for (const { cell, subject, proven } of Object.values(projection.grants)) {
    if (subject !== undefined || proven !== undefined) add(cell, subject, proven);
  }
  for (const { cell, answer } of Object.values(projection.requests))
    if (answer !== undefined) add(cell, answer);
  return [...cells.values()];
}
