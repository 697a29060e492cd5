import type { Mutant } from "../mutant.ts";
import { core, engine, engineTest, kit, kitTest } from "./places.ts";

/** Engines of several releases, and several tenants, on one store. */
export const releases: readonly Mutant[] = [
  {
    name: "an engine remembers one tenant's version for all",
    file: `${engine}/definitions.ts`,
    find: "const known = new Map<string, WorkflowDefinition | null>();",
    replace: 'const { known } = Object.assign(catalog, { known: catalog["known"] ?? new Map() });',
    ...engineTest("releases"),
    named: "one version may mean two things in two tenants",
  },
  {
    name: "a run is moved on by the engine's own version, whatever its tenant's says",
    file: `${engine}/definitions.ts`,
    find: "own?.version === version && sameJson(body, JSON.parse(JSON.stringify(own)))",
    replace: "own?.version === version",
    ...engineTest("tenant-versions"),
    named: "is moved on by what its own tenant was told",
  },
  {
    name: "runs begin on a version that means something else in the store",
    file: `${engine}/route.ts`,
    find: "fault === undefined ? [] : [notToBegin[fault]]",
    replace: "fault === undefined ? [] : []",
    ...engineTest("versions"),
    named: "begins nothing on a version that means something else",
  },
  {
    name: "what was published outlives the host's rollback",
    file: `${engine}/publisher.ts`,
    find: "const known = new Set<TenantId>();",
    replace: "const known = committed as Set<TenantId>;",
    ...engineTest("releases"),
    named: "leaves nothing behind that the engine would remember",
  },
  {
    name: "a version means something else from now on",
    file: `${engine}/definitions.ts`,
    find: 'else if (!sameJson(kept.body, body)) unusable.set(id, "DEFINITION_VERSION_REUSED");',
    replace: "",
    ...engineTest("versions"),
    named: "begins nothing on a version that means something else",
  },
  {
    name: "a run of a version that the engine was not made with is parked for ever",
    file: `${engine}/advance-workflows.ts`,
    find: "return definition === null\n            ? null\n            : step(",
    replace:
      "const own = given.get(String(due.enrollment.workflow));\n          return own?.version !== due.enrollment.version || definition === null\n            ? { enrollment: { ...due.enrollment, wakeAt: null }, outbox: [], log: [] }\n            : step(",
    ...engineTest("releases"),
    named: "no run is parked or lost",
  },
  {
    name: "a release taken back leaves its runs to nobody",
    file: `${engine}/definitions.ts`,
    find: "      ? own\n      : stored;",
    replace: "      ? own\n      : null;",
    ...engineTest("releases"),
    named: "taken back leave their runs to the definition in the store",
  },
  {
    name: "runs that nobody can take on hide those behind them",
    file: `${engine}/advance-workflows.ts`,
    find: "if (unseen.length === 0 || !done.more) return { ...sum, left };",
    replace:
      "if (unseen.length >= 0) return { ...sum, left, more: done.more && left.length === 0 };",
    ...engineTest("releases"),
    named: "find runs behind those of a version nobody knows",
  },
  {
    name: "a run that is left is written all the same",
    file: `${kit}/step-plan.ts`,
    find: "if (step === null) return null;",
    replace: `if (step === null)
    return { run: enrollmentChange({ ...enrollment, wakeAt: null }), log: [], messages: [] };`,
    ...kitTest("advance"),
    named: "leaves runs it cannot take on as they are",
  },
  {
    name: "a template that is missing at send time is skipped",
    file: `${core}/messages/judge.ts`,
    find: "noted !== undefined && now > noted",
    replace: "now >= 0",
    ...engineTest("delivery-judgement"),
    named: "that this engine lacks is left to one that has it",
  },
  {
    name: "a template that is missing is waited for without end",
    file: `${core}/messages/judge.ts`,
    find: "noted !== undefined && now > noted",
    replace: "noted !== undefined && now < noted - templateMissingFor",
    ...engineTest("delivery-judgement"),
    named: "that stays away is waited for as long as the host says",
  },
  {
    name: "messages that an engine leaves hide those behind them",
    file: `${engine}/delivery/claim-batch.ts`,
    find: "const goOn = left.size > known || (",
    replace: "if (left.size > known) tally.more = false;\n    const goOn = (",
    ...engineTest("delivery-judgement"),
    named: "and holds up no other",
  },
  {
    name: "people of a campaign that only a later release knows are put aside",
    file: `${engine}/campaigns/run-campaigns.ts`,
    find: "  refuseUnknownSchedule(campaign);\n",
    replace: "",
    ...engineTest("campaign-releases"),
    named: "is left to processes that know its schedule",
  },
];
