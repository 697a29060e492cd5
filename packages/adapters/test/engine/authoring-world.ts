import type { JsonObject, Store } from "@wellsent/core";
import type { PublishOptions } from "@wellsent/core/engine/authoring";
import { simulatedClock } from "@wellsent/core/testing";
import { type createWorld, recordingTransport, start, tenant } from "./world.js";

export type World = ReturnType<typeof createWorld>;

/** What an editor in a browser sends: a day after an order, a mail. */
export function tips(template = "thanks", more: JsonObject = {}): JsonObject {
  return {
    ...{ v: 1, id: "tips", zone: "contact", exitOn: [], policy: {}, start: "first" },
    entry: {
      triggers: [{ on: "event", event: "order.placed" }],
      reentry: { mode: "always" },
    },
    nodes: {
      first: { kind: "wait", for: "1d", next: "mail" },
      mail: { kind: "send", channel: "email", template, purpose: "news", next: "end" },
      end: { kind: "exit", outcome: "completed" },
    },
    ...more,
  };
}

/** What the processes over one store have in common. */
export function sharedOver(createStore: () => Store) {
  const clock = simulatedClock(start);
  return { store: createStore(), clock, transport: recordingTransport(clock) };
}

export async function checkAndPublish({ engine }: World, more: PublishOptions = {}, of = tenant) {
  const checked = await engine.authoring.check(of, "tips");
  if (!checked.checked) throw new Error(checked.code);
  return engine.authoring.publish(of, "tips", { digest: checked.digest, ...more });
}

export async function saveAndPublish(
  world: World,
  definition: JsonObject,
  more: PublishOptions = {},
  of = tenant,
) {
  const { saved } = await world.engine.authoring.save(of, definition);
  if (!saved) throw new Error("not saved");
  return checkAndPublish(world, more, of);
}

export async function subscriber(world: World, name = "ann") {
  const contact = await world.person(name);
  await world.subscribe(contact);
  return contact;
}

/** A store that loses the tenant's list: the process died before it named the version. */
export function dyingBeforeTheList(store: Store): Store {
  return {
    ...store,
    putDefinition: async (call, options) => {
      const { kind, body } = call.definition;
      if (kind === "publication" && JSON.stringify(body).includes('"version":')) throw new Error();
      return store.putDefinition(call, options);
    },
  };
}
