import { expect, it } from "vitest";
import { factsAt } from "../../../src/explain/bisect/replay-run.js";
import { plainMessage } from "../plain-facts.js";
import { contactWith } from "../segments/contact.js";

const names = [
  "deliveredAt",
  "bouncedAt",
  "hardBouncedAt",
  "deferredAt",
  "complainedAt",
  "openedAt",
  "clickedAt",
  "machineOpenedAt",
  "machineClickedAt",
] as const;

it.each(names)("knows of %s from its time on, and nothing of it before", (name) => {
  const before = plainMessage("m", 1_000, 1_000);
  const facts = { ...contactWith(), messages: [{ ...before, [name]: 5_000 }] };
  expect(factsAt(facts, 4_999).messages).toEqual([before]);
  expect(factsAt(facts, 5_000).messages).toEqual(facts.messages);
});
