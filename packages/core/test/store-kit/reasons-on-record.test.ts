import type { DecisionReason } from "@wellsent/core";
import type { Verdict } from "@wellsent/core/ports";
import { describe, expect, test } from "vitest";
import { keys, outboxScene, tenant } from "./outbox-scene.js";

function reason(code: string): DecisionReason {
  return { code, effect: "deny", rule: "test" };
}
function skip(...codes: readonly string[]): Verdict {
  return {
    verdict: "skip",
    reasons: codes.map(reason),
  };
}

describe.each([true, false])("a message that is not sent (sync rows: %s)", (sync) => {
  test("is on record with every reason, whichever look it was refused by", async () => {
    const scene = outboxScene(sync);
    const [early, late] = keys(2);
    if (early === undefined || late === undefined) throw new Error("two keys were wanted");
    await scene.people("ada");
    await scene.queue([{ key: early }, { key: late }]);
    const { claimed } = await scene.claim("w1", {
      verdict: ({ message: { key, decision } }) =>
        key === early ? skip("WITHDRAWN", "OBJECTED") : { verdict: "send", decision },
    });
    expect(claimed.map(({ message }) => message.key)).toEqual([late]);
    const { confirmed } = await scene.look("w1", [{ key: late, attempt: 1 }], () =>
      skip("TOO_LATE", "ADDRESS_GONE"),
    );
    expect(confirmed).toEqual([]);
    expect(await scene.message(early)).toMatchObject({
      status: "skipped",
      reasons: [reason("WITHDRAWN"), reason("OBJECTED")],
    });
    expect(await scene.message(late)).toMatchObject({
      status: "skipped",
      reasons: [reason("TOO_LATE"), reason("ADDRESS_GONE")],
    });
    const counts = await scene.store.countOutbox(tenant);
    expect(counts.map(({ status, reason: first }) => `${status} ${first}`).sort()).toEqual([
      "skipped TOO_LATE",
      "skipped WITHDRAWN",
    ]);
  });
});
