import type { ConsentScope } from "@wellsent/consent";
import type { HistoryEvent, Projection } from "@wellsent/consent/ledger";

function covers(outer: ConsentScope, purpose: string): boolean {
  return (
    (outer.channel === undefined || outer.channel === "email") &&
    (outer.purpose === undefined ||
      outer.purpose === purpose ||
      purpose.startsWith(`${outer.purpose}.`)) &&
    outer.topic === undefined &&
    outer.sender === undefined &&
    (outer.activity === undefined || outer.activity === "send")
  );
}

const twoYears = 2 * 365 * 86_400_000;

/**
 * What a careful programmer writes who needs a yes or no about German marketing mail and nothing
 * else: no reasons, no rules as data, no other country, no soft opt-in, no obligations.
 */
export function mayWrite(projection: Projection, purpose: string, at: number): boolean {
  if (projection.erased !== undefined) return false;
  const { set, lifted } = projection.restriction;
  if (set !== undefined && !(lifted !== undefined && lifted.at > set.at)) return false;
  for (const id in projection.erasures) if (projection.casesClosed[id] === undefined) return false;
  let denied = -1;
  for (const key in projection.denials) {
    const denial = projection.denials[key];
    if (denial !== undefined && denial.at > denied && covers(denial.scope, purpose))
      denied = denial.at;
  }
  let proven = -1;
  let provenForAnything = -1;
  for (const key in projection.requests) {
    const { cell, asked, answer } = projection.requests[key] ?? {};
    if (cell === undefined || asked === undefined || answer === undefined || answer.at < asked.at)
      continue;
    if (answer.cell.purpose !== cell.purpose || answer.cell.activity !== cell.activity) continue;
    if (answer.cell.topic !== cell.topic || answer.cell.channel !== cell.channel) continue;
    if (asked.at > provenForAnything) provenForAnything = asked.at;
    if (cell.channel !== "email" || cell.purpose !== purpose || cell.activity !== "send") continue;
    if (cell.topic !== undefined || cell.sender !== undefined) continue;
    if (answer.at <= at && at < answer.at + twoYears && asked.at > proven) proven = asked.at;
  }
  if (proven <= denied) return false;
  for (const key in projection.suppressions) {
    const suppression = projection.suppressions[key];
    if (suppression?.added === undefined || !covers(suppression.scope, purpose)) continue;
    const byProof = suppression.reason === "complaint" || suppression.reason === "hard_bounce";
    const liftedByProof = byProof && provenForAnything > suppression.added.at;
    const released =
      suppression.released !== undefined && suppression.released.at > suppression.added.at;
    if (!liftedByProof && !released) return false;
  }
  return true;
}

interface Kept {
  denials: Record<string, Projection["denials"][string]>;
  grants: Record<string, Projection["grants"][string]>;
  requests: Record<string, Projection["requests"][string]>;
  suppressions: Record<string, Projection["suppressions"][string]>;
  restriction: Projection["restriction"];
}

function keyFor(scope: ConsentScope): string {
  return `${scope.sender ?? "*"}|${scope.channel ?? "*"}|${scope.purpose ?? "*"}|${scope.topic ?? "*"}|${scope.activity ?? "*"}`;
}

/** The later of two, by instant and then by id. */
function later<M extends { readonly at: number; readonly id: string }>(a: M | undefined, b: M): M {
  return a === undefined || b.at > a.at || (b.at === a.at && b.id > a.id) ? b : a;
}

/**
 * The same maxima over the same events, by the loop one would write without a library: it knows
 * these seven types and no others.
 */
export function handFold(events: readonly HistoryEvent[]): Kept {
  const kept: Kept = { denials: {}, grants: {}, requests: {}, suppressions: {}, restriction: {} };
  for (const event of events) {
    const { id, scope = {} } = event;
    const at = Math.min(event.effectiveAt, event.recordedAt);
    switch (event.type) {
      case "consent.withdrawn": {
        const key = `withdrawn|${keyFor(scope)}`;
        kept.denials[key] = later(kept.denials[key], { at, id, kind: "withdrawn", scope });
        break;
      }
      case "suppression.added": {
        const { reason } = event.detail;
        const key = `${reason}|${keyFor(scope)}`;
        const before = kept.suppressions[key];
        kept.suppressions[key] = {
          reason,
          scope,
          ...before,
          added: later(before?.added, { at, id }),
        };
        if (reason === "complaint") {
          const denialKey = `complained|${keyFor(scope)}`;
          kept.denials[denialKey] = later(kept.denials[denialKey], {
            at,
            id,
            kind: "complained",
            scope,
          });
        }
        break;
      }
      case "consent.granted": {
        const { channel, purpose, activity = "send", topic } = scope;
        if (channel === undefined || purpose === undefined) break;
        const cell = { channel, purpose, activity, ...(topic === undefined ? {} : { topic }) };
        const key = keyFor(cell);
        const sort = event.actor.kind === "subject" ? "subject" : "asserted";
        const before = kept.grants[key];
        const { method } = event;
        const mark = { at: event.effectiveAt, id, ...(method === undefined ? {} : { method }) };
        kept.grants[key] = { cell, ...before, [sort]: later(before?.[sort], mark) };
        break;
      }
      case "consent.requested": {
        const { channel, purpose, activity = "send", topic } = scope;
        if (channel === undefined || purpose === undefined) break;
        const cell = { channel, purpose, activity, ...(topic === undefined ? {} : { topic }) };
        const { notice } = event;
        const { strength } = event.detail;
        const asked = {
          at,
          id,
          by: "subject" as const,
          ...(notice === undefined ? {} : { notice }),
          ...(strength === undefined ? {} : { strength }),
        };
        kept.requests[`#${id}`] = { ...kept.requests[`#${id}`], cell, asked };
        break;
      }
      case "consent.confirmed": {
        const { channel, purpose, activity = "send", topic } = scope;
        if (channel === undefined || purpose === undefined) break;
        const cell = { channel, purpose, activity, ...(topic === undefined ? {} : { topic }) };
        const { method, notice } = event;
        const { strength } = event.detail;
        for (const request of event.caused ?? []) {
          const before = kept.requests[`#${request}`];
          if (before?.answer !== undefined && before.answer.at <= at) continue;
          const answer = {
            at,
            id,
            cell,
            ...(method === undefined ? {} : { method }),
            ...(notice === undefined ? {} : { notice }),
            ...(strength === undefined ? {} : { strength }),
          };
          kept.requests[`#${request}`] = { ...before, answer };
        }
        break;
      }
      case "restriction.set":
        kept.restriction = { ...kept.restriction, set: later(kept.restriction.set, { at, id }) };
        break;
      case "restriction.lifted":
        kept.restriction = {
          ...kept.restriction,
          lifted: later(kept.restriction.lifted, { at, id }),
        };
        break;
      default:
    }
  }
  return kept;
}
