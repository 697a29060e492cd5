import { engine, engineTest, inAdapters, kit } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

const contract = inAdapters("memory/memory-store-contract");

/** Pauses, priorities and rates that engines share. */
export const queues: readonly Mutant[] = [
  {
    name: "the second look does not read the gate",
    file: `${kit}/review-claims.ts`,
    find: "const open = held.filter(gates.isOpen);",
    replace: "const open = held;",
    ...contract,
    named: "puts what is claimed of a shut queue back at the second look",
  },
  {
    name: "the claim does not read the gate",
    file: `${kit}/due-messages.ts`,
    find: "isDueAt(head, call.now) && gates.isOpen(head)",
    replace: "isDueAt(head, call.now)",
    ...contract,
    named: "claims nothing of a shut queue",
  },
  {
    name: "a moved gate keeps its epoch",
    file: `${kit}/gates.ts`,
    find: "epoch: known.epoch + 1,",
    replace: "epoch: known.epoch,",
    ...contract,
    named: "moves a gate only on from the epoch that was read",
  },
  {
    name: "a gate is moved by whoever comes last",
    file: `${kit}/gates.ts`,
    find: 'if (known.epoch !== move.epoch) throw revisionConflict("epoch");',
    replace: "",
    ...contract,
    named: "moves a gate only on from the epoch that was read",
  },
  {
    name: "slots are sold twice",
    file: `${kit}/limiters.ts`,
    find: 'yield [{ op: "patch", table: limiterTable, rows: moved }];',
    replace: "void moved;",
    ...contract,
    named: "leases slots of a shared rate one after the other",
  },
  {
    name: "a lowered rate keeps its epoch",
    file: `${kit}/limiters.ts`,
    find: "epoch: epoch + 1",
    replace: "epoch",
    ...contract,
    named: "holds a rate that was lowered",
  },
  {
    name: "a day's budget starts anew with each call",
    file: `${kit}/budgets.ts`,
    find: "used: used + takers.size }",
    replace: "used: takers.size }",
    ...contract,
    named: "lets no more of a day leave than its budget has",
  },
  {
    name: "who does not leave keeps the place of a day",
    file: `${kit}/judge-messages.ts`,
    find: "budgets?.putBack(message.key);",
    replace: "",
    ...contract,
    named: "keeps no record of what is not limited, nor of who does not leave",
  },
  {
    name: "a sender that is warmed up holds back what was asked for",
    file: `${engine}/warm-up.ts`,
    find: "...(isSolicited(messageClass) ? { isFree: true } : {}),",
    replace: "",
    ...engineTest("warm-up"),
    named: "holds back no mail that was asked for",
  },
  {
    name: "a warm-up goes up whatever was used",
    file: `${engine}/warm-up.ts`,
    find: "warmUpStep(plan, silent > forgottenAfter ? null : seen)",
    replace: "warmUpStep(plan, silent > forgottenAfter ? null : { ...seen, used: seen.most })",
    ...engineTest("warm-up"),
    named: "does not go up after a day that was hardly used",
  },
  {
    name: "a message leaves without waiting for its slot",
    file: `${engine}/delivery/hand-over.ts`,
    find: "const tooSoon = await paced(group);",
    replace: "const tooSoon = null as Awaited<ReturnType<typeof paced>>;",
    ...engineTest("delivery-rates"),
    named: "hold for all of them together",
  },
  {
    name: "each worker has the rate to itself",
    file: `${engine}/delivery/slot-pacing.ts`,
    find: "perSecond: rates.transport }",
    replace: "perSecond: 3 * rates.transport }",
    ...engineTest("delivery-rates"),
    named: "hold for all of them together",
  },
];
