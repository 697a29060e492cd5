import type { ConsentDraft } from "@wellsent/core";
import {
  type Cell,
  coveringDenials,
  grantCovers,
  type Projection,
  scopeKey,
} from "../state/index.js";
import { type Circumstances, circumstances, type Producing, produce } from "./producing.js";

/** STOP from the handset: texts end, all of one sender's where it is named. */
export const stopTexts = (
  by: Producing,
  stop: Omit<Circumstances, "method"> & { readonly sender?: string },
): ConsentDraft =>
  produce(by, {
    ...circumstances(by, stop),
    method: "reply_keyword",
    id: by.ids.next(),
    type: "consent.withdrawn",
    scope: { channel: "sms", ...(stop.sender === undefined ? {} : { sender: stop.sender }) },
  });

/**
 * START from the handset. It reopens what STOP closed for this number and sender and nothing else:
 * what had never been granted, or was taken back in another way, stays as it was.
 */
export const restartTexts = (
  by: Producing,
  projection: Projection,
  start: Omit<Circumstances, "method"> & { readonly sender?: string },
): readonly ConsentDraft[] =>
  textCells(projection, start.sender).flatMap((cell) => {
    const denials = coveringDenials(projection, cell);
    const stops = denials.filter(({ kind }) => kind === "stopped");
    const [stop] = stops;
    if (stop === undefined || denials.length > stops.length) return [];
    return [
      produce(by, {
        ...circumstances(by, start),
        method: "reply_keyword",
        id: by.ids.next(),
        type: "consent.granted",
        scope: cell,
        caused: [stop.id],
      }),
    ];
  });

/** Cells the person themself had granted, whatever became of them. */
const textCells = (projection: Projection, sender: string | undefined): readonly Cell[] => {
  const cells = new Map<string, Cell>();
  const add = (cell: Cell | undefined): void => {
    if (cell?.channel !== "sms") return;
    const named = sender === undefined ? cell : { ...cell, sender };
    if (grantCovers(cell, named)) cells.set(scopeKey(named), named);
  };
  for (const { cell, subject, proven } of Object.values(projection.grants)) {
    if (subject !== undefined || proven !== undefined) add(cell);
  }
  for (const { cell, answer } of Object.values(projection.requests))
    if (answer !== undefined) add(cell);
  return [...cells.values()];
};
