import { DefinitionError } from "../../errors/index.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import { type CompiledSegment, compiledBy, compileNode } from "../compile.js";
import type { EvaluationContext } from "../context.js";
import type { Segment, SegmentNode } from "../segment.js";
import { attributeCode, type Constants } from "./attribute-code.js";

/** Whether this runtime lets text become code: pages with a strict CSP and some workers do not. */
export function codeSegmentAllowed(): boolean {
  try {
    return new Function("return true")() === true;
  } catch {
    return false;
  }
}

/**
 * Compiles a segment to the source of one function, which the runtime then optimises as if written
 * by hand. It answers what `compileSegment` answers. Clauses other than attributes stay closures
 * that the function calls. Text of the segment enters the source as JSON literals only; values
 * other than numbers enter it as arguments.
 *
 * @throws DefinitionError `DEFINITION_CODE_REFUSED`: the runtime forbids code from text. Ask
 * {@link codeSegmentAllowed} first, and use `compileSegment` there
 * @example
 * const compiled = codeSegmentAllowed() ? codeSegment(segment) : compileSegment(segment);
 * const members = people.filter((facts) => compiled.matches(facts, context));
 */
export function codeSegment(segment: Segment): CompiledSegment {
  const zone = segment.zone ?? "contact";
  const constants: unknown[] = [];
  const keep: Constants = (value) => `k[${constants.push(value) - 1}]`;
  let reads = 0;
  let contactOnly = true;

  function code(node: SegmentNode, sign: boolean): string {
    if (node.op === "not") return code(node.of, !sign);
    if (node.op === "and" || node.op === "or") {
      const any = (node.op === "or") === sign;
      const parts = node.of.map((child) => code(child, sign));
      return `(${parts.join(any ? "||" : "&&") || String(!any)})`;
    }
    if (node.op === "const") return String(node.value === sign);
    const inline = node.op === "attr" ? attributeCode(node, sign, `v${reads}`, keep) : null;
    if (inline !== null) {
      reads++;
      return inline;
    }
    const clause = compileNode(node, sign, zone);
    if (clause.test !== undefined) return `${keep(clause.test)}(c)`;
    contactOnly = false;
    return `${keep(clause.holds)}(e,n)`;
  }

  const body = code(segment.where, true);
  const variables = reads === 0 ? "" : `let ${Array.from({ length: reads }, (_, i) => `v${i}`)};`;
  const source = `"use strict";return (c,e,n)=>{const a=c.attributes;${variables}return ${body}}`;
  const run = evaluated(source, constants);
  const { change } = compileNode(segment.where, true, zone);
  const holds = (evaluation: EvaluationContext, now: number): boolean =>
    run(evaluation.facts.contact, evaluation, now);
  return compiledBy(segment, {
    ...(contactOnly ? { test: (contact: ContactRecord) => run(contact, null, 0) } : {}),
    holds,
    ...(change === undefined ? {} : { change }),
  });
}

type Run = (contact: ContactRecord, evaluation: EvaluationContext | null, now: number) => boolean;

function evaluated(source: string, constants: readonly unknown[]): Run {
  try {
    return new Function("k", source)(constants);
  } catch (cause) {
    throw new DefinitionError(
      "DEFINITION_CODE_REFUSED",
      "This runtime does not run code made from text.",
      { cause, remedy: "Use compileSegment instead: it needs none." },
    );
  }
}
