import type { Instant } from "../instant.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { compileLeaf } from "./compile-leaf.js";
import { type ContactTest, contactTest } from "./contact-test.js";
import type { EvaluationContext, SegmentContext } from "./context.js";
import { joinTests } from "./join-tests.js";
import { rollingTest } from "./rolling-test.js";
import type { Segment, SegmentLeaf, SegmentNode, ZoneRule } from "./segment.js";

export interface Membership {
  readonly member: boolean;
  /**
   * The instant at which time alone changes the answer, if nothing else happens; until then the
   * answer stays the same. `null`: never. Exact to the millisecond, unless more than {@link
   * retries} instants before it turn out to change nothing: then it may be early, but never late.
   */
  readonly nextChange: Instant | null;
}

/** A segment as nested functions: no eval, nothing parsed again. */
export interface CompiledSegment {
  readonly segment: Segment;
  /** Whether the contact is a member now. A scan over an audience needs nothing more. */
  matches(facts: ContactFacts, context: SegmentContext): boolean;
  evaluate(facts: ContactFacts, context: SegmentContext): Membership;
}

/**
 * One clause with its sign. `not` has been pushed down to the leaves, so only "definitely met" is
 * ever asked, and three-valued logic costs nothing: an unknown leaf is met neither plain nor
 * negated.
 */
export interface Clause {
  /** Set where the contact's record alone decides. */
  readonly test?: ContactTest;
  holds(evaluation: EvaluationContext, now: Instant): boolean;
  /** The first later instant at which `holds` may differ. Absent: time never changes it. */
  readonly change?: (evaluation: EvaluationContext, now: Instant) => Instant;
}

const retries = 64;
const never = Number.POSITIVE_INFINITY;

export function compileSegment(segment: Segment): CompiledSegment {
  return compiledBy(segment, compileNode(segment.where, true, segment.zone ?? "contact"));
}

/** What every evaluator that goes contact by contact makes of its root clause. */
export function compiledBy(segment: Segment, { test, holds, change }: Clause): CompiledSegment {
  return {
    segment,
    matches:
      test === undefined
        ? (facts, context) => holds({ facts, context }, context.at)
        : ({ contact }) => test(contact),
    evaluate(facts, context) {
      const evaluation: EvaluationContext = { facts, context };
      const member = holds(evaluation, context.at);
      if (change === undefined) return { member, nextChange: null };
      let next = change(evaluation, context.at);
      for (
        let tried = 0;
        tried < retries && next < never && holds(evaluation, next) === member;
        tried++
      ) {
        next = change(evaluation, next);
      }
      return { member, nextChange: next < never ? next : null };
    },
  };
}

const compiled = new WeakMap<Segment, CompiledSegment>();

/** Evaluates a segment for one contact. The segment is compiled on first use. */
export function evaluateSegment(
  segment: Segment,
  facts: ContactFacts,
  context: SegmentContext,
): Membership {
  return compiledOnce(segment).evaluate(facts, context);
}

/** Only whether the contact is a member now: less work than {@link evaluateSegment}. */
export function segmentHolds(
  segment: Segment,
  facts: ContactFacts,
  context: SegmentContext,
): boolean {
  return compiledOnce(segment).matches(facts, context);
}

function compiledOnce(segment: Segment): CompiledSegment {
  const known = compiled.get(segment);
  if (known !== undefined) return known;
  const fresh = compileSegment(segment);
  compiled.set(segment, fresh);
  return fresh;
}

/** Compiles "definitely met", or with `sign` false "definitely not met". */
export function compileNode(node: SegmentNode, sign: boolean, zone: ZoneRule): Clause {
  if (node.op === "not") return compileNode(node.of, !sign, zone);
  if (node.op === "and" || node.op === "or") {
    const clauses = node.of.map((child) => compileNode(child, sign, zone));
    return joinClauses(clauses, (node.op === "or") === sign);
  }
  return signedLeaf(node, sign, zone);
}

/** An `or` if `any` is true, otherwise an `and`. */
function joinClauses(clauses: readonly Clause[], any: boolean): Clause {
  const tests = clauses.flatMap(({ test }) => (test === undefined ? [] : [test]));
  if (tests.length === clauses.length) return contactClause(joinTests(tests, any));
  const holds = joinTests(
    clauses.map((clause) => clause.holds),
    any,
  );
  if (clauses.every(({ change }) => change === undefined)) return { holds };
  return { holds, change: joinChanges(clauses, any) };
}

function joinChanges(clauses: readonly Clause[], any: boolean): NonNullable<Clause["change"]> {
  return (evaluation, now) => {
    // While some clauses decide the answer, all of these must change before it can; otherwise the
    // first change of any clause may.
    let first = never;
    let lastDeciding = Number.NEGATIVE_INFINITY;
    for (const clause of clauses) {
      const next = clause.change?.(evaluation, now) ?? never;
      if (clause.holds(evaluation, now) === any) lastDeciding = Math.max(lastDeciding, next);
      else first = Math.min(first, next);
    }
    return lastDeciding > Number.NEGATIVE_INFINITY ? lastDeciding : first;
  };
}

function contactClause(test: ContactTest): Clause {
  return { test, holds: ({ facts }) => test(facts.contact) };
}

function signedLeaf(node: SegmentLeaf, sign: boolean, zone: ZoneRule): Clause {
  if (node.op === "attr") return contactClause(contactTest(node, sign));
  const { truth, edge } = compileLeaf(node, zone);
  const counted = node.op === "event" ? rollingTest(node, sign) : null;
  const holds: Clause["holds"] = counted ?? ((evaluation, now) => truth(evaluation, now) === sign);
  if (edge === undefined) return { holds };
  return {
    holds,
    change(evaluation, now) {
      const held = holds(evaluation, now);
      let next = edge(evaluation, now);
      for (
        let tried = 0;
        tried < retries && next < never && holds(evaluation, next) === held;
        tried++
      ) {
        next = edge(evaluation, next);
      }
      return next;
    },
  };
}
