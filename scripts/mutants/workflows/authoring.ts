import { engine, engineTest } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

const authoring = `${engine}/authoring`;
const faults = engineTest("authoring-faults");

/** Workflows that a tenant writes as data. */
export const authored: readonly Mutant[] = [
  {
    name: "a draft is published though its texts have changed since the check",
    file: `${authoring}/publish-draft.ts`,
    find: "(shown ?? digest) !== digest || draftDigest(deps, tenant, definition) !== digest",
    replace: "(shown ?? digest) !== digest",
    ...faults,
    named: "is stale once a text",
  },
  {
    name: "a draft is published that nobody has seen as it is",
    file: `${authoring}/publish-draft.ts`,
    find: "(shown ?? digest) !== digest || draftDigest",
    replace: "draftDigest",
    ...faults,
    named: "is stale once a text",
  },
  {
    name: "a draft is published with faults",
    file: `${authoring}/check-draft.ts`,
    find: 'state: isSound ? "checked" : "draft",\n    digest: isSound ? digest : null,',
    replace: 'state: "checked",\n    digest,',
    ...faults,
    named: "is kept with its faults",
  },
  {
    name: "runs that lead nowhere are left behind",
    file: `${authoring}/publish-draft.ts`,
    find: "if (unmapped.length > 0)",
    replace: "if (unmapped.length > 99)",
    ...faults,
    named: "moves live runs by a map",
  },
  {
    name: "a version that broke off is taken for another content",
    file: `${authoring}/publish-draft.ts`,
    find: "latest.version > (before?.version ?? 0) && sameJson(latest.body, jsonIn(again))",
    replace: "latest.version > (before?.version ?? 0)",
    ...engineTest("authoring-left-over"),
    named: "takes no version that a call with another content left behind",
  },
  {
    name: "two who publish at once both win",
    file: `${authoring}/publish-draft.ts`,
    find: "if (before !== null && before.revision >= draft.revision) {",
    replace: "if (before !== null && before.revision > draft.revision) {",
    ...faults,
    named: "by two at once is won by one",
  },
  {
    name: "somebody's work is overwritten",
    file: `${authoring}/save-draft.ts`,
    find: "if (after !== undefined && after !== before)",
    replace: "if (after !== undefined && after > before)",
    ...faults,
    named: "one made from an older is refused",
  },
  {
    name: "a tenant takes the name of a workflow of another release's code",
    file: `${authoring}/save-draft.ts`,
    find: "if ((await store.readDefinition(named, options)) !== null) throw duplicate(workflow);",
    replace: "",
    ...faults,
    named: "cannot take the name",
  },
  {
    name: "a stored workflow goes before code",
    file: `${engine}/definition-catalog.ts`,
    find: "return indexed(segments, [...current.values(), ...own], holidays);",
    replace: "return indexed(segments, [...current.values(), ...added], holidays);",
    ...faults,
    named: "gives way to code",
  },
  {
    name: "a published workflow is every tenant's",
    file: `${engine}/live-catalog.ts`,
    find: "const published = seen.get(tenant)?.published;\n      if (published === undefined || published.workflows.length === 0) return given;",
    replace:
      "const published = [...seen.values()].map((one) => one.published).find((one) => one.workflows.length > 0);\n      if (published === undefined) return given;",
    ...faults,
    named: "belongs to one tenant",
  },
  {
    name: "other processes never learn of a publication",
    file: `${engine}/live-catalog.ts`,
    find: "if (at === undefined || now < at || now - at >= oldest) await read(tenant, options);",
    replace: "if (at === undefined) await read(tenant, options);",
    ...faults,
    named: "is learnt by other processes",
  },
  {
    name: "an engine takes runs on whose texts it lacks",
    file: `${engine}/advance-workflows.ts`,
    find: "(definition) => given.has(definition.id) || hasTemplates(definition, deps.renderer),",
    replace: "() => true,",
    ...faults,
    named: "leaves runs alone on an engine without the text",
  },
  {
    name: "nobody is told what an engine cannot read",
    file: `${engine}/tick.ts`,
    find: "for (const unread of deps.catalog.unread(tenant))",
    replace: "for (const unread of deps.catalog.unread(tenant).slice(0, 0))",
    ...faults,
    named: "starts nobody, stops no other workflow",
  },
];
