import type { Activity, ConsentChannel } from "@wellsent/core";
import type { ConsentScope } from "../events/index.js";

/**
 * The smallest thing that can be permitted. A grant covers exactly one cell; `topic` is part of it.
 * A grant that names no sender is given to the tenant, whichever of its brands writes.
 */
export interface Cell {
  readonly channel: ConsentChannel;
  readonly purpose: string;
  readonly activity: Activity;
  readonly topic?: string;
  readonly sender?: string;
}

/** Parts are references, which hold neither `|`, `*` nor `=`. */
export function scopeKey(scope: ConsentScope): string {
  return `${scope.sender ?? "*"}|${scope.channel ?? "*"}|${scope.purpose ?? "*"}|${scope.topic ?? "*"}|${scope.activity ?? "*"}${scope.exact === true ? "|=" : ""}`;
}

/**
 * The cell a scope names, or `null` where it is wider than one: a grant cannot be that wide.
 * Sending is the default activity.
 */
export function cellFromScope(scope: ConsentScope | undefined): Cell | null {
  return scope?.channel === undefined || scope.purpose === undefined
    ? null
    : {
        channel: scope.channel,
        purpose: scope.purpose,
        activity: scope.activity ?? "send",
        ...(scope.topic === undefined ? {} : { topic: scope.topic }),
        ...(scope.sender === undefined ? {} : { sender: scope.sender }),
      };
}

export function sameCell(a: Cell, b: Cell): boolean {
  return (
    a.purpose === b.purpose &&
    a.activity === b.activity &&
    a.channel === b.channel &&
    a.topic === b.topic &&
    a.sender === b.sender
  );
}

/**
 * A cell with the keys its grants are kept under: its own, and the tenant's where it names a
 * sender.
 */
export interface KeyedCell {
  readonly cell: Cell;
  readonly key: string;
  readonly anySenderKey?: string;
}

export function keyedCell(cell: Cell): KeyedCell {
  const key = scopeKey(cell);
  if (cell.sender === undefined) return { cell, key };
  const { sender: _, ...anySender } = cell;
  return { cell, key, anySenderKey: scopeKey(anySender) };
}

/** Whether a grant on `granted` speaks for `asked`. */
export function grantCovers(granted: Cell, asked: Cell): boolean {
  return (
    granted.channel === asked.channel &&
    granted.purpose === asked.purpose &&
    granted.activity === asked.activity &&
    granted.topic === asked.topic &&
    (granted.sender === undefined || granted.sender === asked.sender)
  );
}
