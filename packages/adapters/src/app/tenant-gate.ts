import type { RulePack } from "@wellsent/consent";
import type { ConsentGate, TenantId } from "@wellsent/core";

/**
 * One gate for an engine, and behind it one for each set of rules: tenants of two countries, or a
 * tenant with rules of its own, are decided about by theirs. What is put on record hangs on no
 * rules: a withdrawal counts also where a tenant's cannot be looked up.
 *
 * @param common the rules that hold where no tenant is named, as for what a bounce means.
 */
export function tenantGate(
  common: readonly RulePack[],
  rulesFor: (tenant: TenantId) => readonly RulePack[],
  make: (rules: readonly RulePack[]) => ConsentGate,
): ConsentGate {
  const gates = new Map<readonly RulePack[], ConsentGate>();
  const under = (rules: readonly RulePack[]): ConsentGate => {
    const known = gates.get(rules);
    if (known !== undefined) return known;
    const made = make(rules);
    gates.set(rules, made);
    return made;
  };
  const shared = under(common);
  const gateFor = (tenant: TenantId): ConsentGate => under(rulesFor(tenant));
  return {
    ...shared,
    decide: (question, facts) => gateFor(question.tenant).decide(question, facts),
    readConsentState: (question, facts) =>
      gateFor(question.tenant).readConsentState(question, facts),
    findings: (at) => {
      const all = [...gates.values()].flatMap((gate) => gate.findings?.(at) ?? []);
      return [
        ...new Map(all.map((finding) => [`${finding.code} ${finding.path}`, finding])).values(),
      ];
    },
  };
}
