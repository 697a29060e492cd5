// Two carts of one person. One is ordered in time; the other gets its reminder, once.
import { randomBytes } from "node:crypto";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { euRules } from "@wellsent/consent/rules";
import { simulatedClock } from "@wellsent/core/testing";
import { abandonedCart, offersForm, reminder, schema } from "./definitions.ts";

const clock = simulatedClock(Date.parse("2026-03-02T08:00:00Z")); // leave it out in production
const hour = 3_600_000;
const email = memoryEmailTransport({
  outcomes: ({ subject }) => {
    console.log(new Date(clock.now()).toISOString().slice(11, 16), subject);
    return { outcome: "accepted" };
  },
});
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),
  rules: [euRules], schema, templates: [reminder], forms: [offersForm],
  workflows: [abandonedCart], email, clock,
  sender: {
    from: "shop@acme.example", name: "Acme",
    timeZone: "Europe/Paris", pages: "https://acme.example/m/",
  },
});
const acme = app.tenant("acme");
const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
await acme.grant(offersForm, ann);

/** What `app.start()` does by itself, in a moment instead of hours. */
async function pass(hours: number) {
  const end = clock.now() + hours * hour;
  for (let next: number | null = clock.now(); next !== null && next <= end; ) {
    clock.advanceTo(next);
    await acme.drain();
    next = await acme.nextWork();
  }
  clock.advanceTo(end);
}

// The shop tells what happened. Its own id makes a call that is repeated do nothing.
await acme.track("cart.changed", ann, { cartId: "A", items: 1 }, { id: "A-1" }); // 08:00
await acme.track("cart.changed", ann, { cartId: "B", items: 2 }, { id: "B-1" });
await pass(3);
await acme.track("order.placed", ann, { cartId: "A", total: 40 }, { id: "order-A" }); // 11:00
await acme.track("cart.changed", ann, { cartId: "B", items: 3 }, { id: "B-2" });
await acme.track("cart.changed", ann, { cartId: "B", items: 3 }, { id: "B-2" });
await pass(48);
for (const line of (await acme.explain(ann))?.sentences ?? []) console.log(line);
