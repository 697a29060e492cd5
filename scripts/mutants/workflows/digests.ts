import { core, engineTest, inAdapters, kit } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

/** Digests: each message in one of them, once, and by the consent of its hour. */
export const digests: readonly Mutant[] = [
  {
    name: "a digest is merged into the next one",
    file: `${core}/messages/binding-policy.ts`,
    find: 'origin.kind === "digest"',
    replace: "false",
    ...engineTest("digests"),
    named: "waits for room itself",
  },
  {
    name: "items of a digest are sent without their consent",
    file: `${core}/messages/merge.ts`,
    find: "if (decision?.allowed) kept.push(item);",
    replace: "if (decision !== null) kept.push(item);",
    ...engineTest("digests"),
    named: "leaves out at its own claim",
  },
  {
    name: "a digest goes around what its items need",
    file: `${core}/messages/merge.ts`,
    find: "return isLaxer(info.messageClass, message.messageClass)",
    replace: "return false",
    ...engineTest("digests"),
    named: "needs less permission",
  },
  {
    name: "a window whose digest has left is taken again",
    file: `${core}/messages/digest.ts`,
    find: "if (taken === undefined || isOpen(taken))",
    replace: "if (next !== null)",
    ...engineTest("digests"),
    named: "whose clock is behind",
  },
  {
    name: "a digest takes what is too late in it",
    file: `${core}/messages/merge.ts`,
    find: "lateAfter !== undefined && window.at - planned > lateAfter",
    replace: "lateAfter === 0",
    ...engineTest("digests"),
    named: "too late in it",
  },
  {
    name: "a digest that somebody has begun with is filled further",
    file: `${kit}/digests.ts`,
    find: 'if (row["status"] !== "queued" || row["lost"] !== 0) return null;',
    replace: "",
    ...inAdapters("memory/memory-store-contract"),
    named: "somebody has begun with",
  },
  {
    name: "a digest that the claim takes is filled beside",
    file: `${kit}/digests.ts`,
    find: "judgedNow.has(key) ? undefined : (stored.get(key) ?? null)",
    replace: "stored.get(key) ?? null",
    ...inAdapters("memory/memory-store-contract"),
    named: "the same claim takes",
  },
  {
    name: "the second message of a claim makes the digest anew",
    file: `${kit}/digests.ts`,
    find: "targets.get(key) ?? openTarget(row, join, judgment)",
    replace: "openTarget(row, join, judgment)",
    ...inAdapters("memory/memory-store-contract"),
    named: "into one digest",
  },
];
