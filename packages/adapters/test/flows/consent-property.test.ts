// No order of flows, imports and forms creates consent, or loses a denial.
import { euRules } from "@wellsent/consent/rules";
import { defineSchema } from "@wellsent/core";
import { defineFlow } from "@wellsent/core/flows";
import { inferMapping } from "@wellsent/core/import";
import { simulatedClock } from "@wellsent/core/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { defineForm, wellsent } from "../../src/app/index.js";
import { memoryHostTable } from "../../src/host-tables/index.js";
import { secret, sender } from "../app/shop.js";

const schema = defineSchema({
  attributes: z.object({ plan: z.string().optional() }),
  purposes: { "marketing.news": {} },
});
const form = defineForm(schema, {
  ...{ id: "counter", mode: "single", purpose: "marketing.news", text: { en: "Send me news." } },
});
const key = "k-1";
const email = "ann@mail.example";

type Step =
  | { readonly kind: "host"; readonly says: 0 | 1 | null; readonly plan: string }
  | { readonly kind: "run" }
  | { readonly kind: "plan"; readonly plan: string }
  | { readonly kind: "import"; readonly status: "subscribed" | "unsubscribed" }
  | { readonly kind: "withdraw" }
  | { readonly kind: "grant" };

const plan = fc.constantFrom("free", "pro");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("host"), says: fc.constantFrom(0, 1, null), plan }),
  fc.record({ kind: fc.constant("run") }),
  fc.record({ kind: fc.constant("plan"), plan }),
  fc.record({
    kind: fc.constant("import"),
    status: fc.constantFrom("subscribed", "unsubscribed"),
  }),
  fc.record({ kind: fc.constant("withdraw") }),
  fc.record({ kind: fc.constant("grant") }),
);

it("only the person's own yes permits, and no order of anything loses a no", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const clock = simulatedClock(Date.UTC(2026, 4, 1));
      const table = memoryHostTable(() => clock.now());
      const flow = defineFlow(schema, {
        ...{ id: "crm", direction: "both", source: table },
        fields: { email: { column: "mail" }, "attributes.plan": { column: "plan_code" } },
        denials: [{ column: "no_mail" }],
      });
      const app = await wellsent({
        ...{ secret, schema, sender, clock, flows: [flow], forms: [form], rules: [euRules] },
      });
      const acme = app.tenant("acme");
      const { contact } = await acme.identify({ key, email, jurisdiction: "FR" });
      await acme.flows.run("crm");
      /** The model: a no, wherever it was said, outlives whatever is not the mailbox's own yes. */
      let [granted, denied, everything] = [false, false, false];
      for (const [index, one] of steps.entries()) {
        clock.advanceBy(60_000);
        if (one.kind === "host") {
          table.put(key, { mail: email, plan_code: one.plan, no_mail: one.says });
        } else if (one.kind === "run") {
          const hostSays = table.row(key)?.["no_mail"] === 1;
          expect((await acme.flows.run("crm")).faults).toEqual([]);
          if (hostSays) [denied, everything] = [true, true];
          // What is denied here is denied there from now on, whatever the host had there.
          if (everything) expect([1, true]).toContain(table.row(key)?.["no_mail"]);
        } else if (one.kind === "plan") {
          await acme.identify({ key, attributes: { plan: one.plan } });
        } else if (one.kind === "import") {
          const rows = [{ row: 2, values: { Email: email, Status: one.status } }];
          const header = ["Email", "Status"];
          const mapping = inferMapping({ header, sample: rows, schema });
          const claims = [
            { purpose: "marketing.news", channel: "email", activity: "send" },
          ] as const;
          for await (const _ of acme.import(rows, { importId: `file-${index}`, mapping, claims }));
          if (one.status === "unsubscribed") denied = true;
        } else if (one.kind === "withdraw") {
          await acme.withdraw(contact);
          [denied, everything] = [true, true];
        } else {
          await acme.grant(form, contact, { evidence: { ip: "192.0.2.7" } });
          granted = true;
        }
        const { allowed } = await acme.decide(contact, { purpose: "marketing.news" });
        expect(allowed, JSON.stringify(steps.slice(0, index + 1))).toBe(granted && !denied);
      }
    }),
    { numRuns: 40 },
  );
});
