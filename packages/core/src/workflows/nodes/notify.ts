import { isObject, type JsonObject } from "../../json.js";
import { workflowSendKey } from "../../messages/send-key.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { addDuration } from "../../timing/index.js";
import { checkDuration } from "../check-parts.js";
import type { NodeId, NotifyNode } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import { waitZone } from "../wait.js";
import { type Check, nothingNeeded } from "./node-kind.js";
import { checkPurpose } from "./send.js";

/** In characters: a name of the host's, which tasks are looked up by. */
const longestOwner = 200;

/** Whether somebody may be called is decided with the step, by what is on record then. */
export function notifyNeeds({ call }: NotifyNode): readonly FactsNeeded[] {
  return call === undefined ? [] : [{ ...nothingNeeded, consent: true }];
}

export const checkNotify: Check<NotifyNode> = (node, path, known, report) => {
  const { title, text, owner, due, mail = false } = node;
  if (title.trim() === "") report("NOTIFY", `${path}.title`, "A task has a title.");
  if (text?.trim() === "") report("NOTIFY", `${path}.text`, "Leave an empty text out.");
  if (due !== undefined) checkDuration(due, `${path}.due`, report);
  const named = typeof owner === "object" ? owner.otherwise : owner;
  if (named !== undefined && !isName(named))
    report("NOTIFY", `${path}.owner`, `An owner is a name of 1 to ${longestOwner} characters.`);
  if (typeof owner === "object" && known.dateAttribute?.(owner.attribute) === "unknown")
    report("NOTIFY", `${path}.owner.attribute`, "The schema has no such attribute.");
  if (node.call !== undefined)
    checkPurpose({ topic: null, ...node.call }, `${path}.call`, known, report);
  if (mail && owner === undefined)
    report("NOTIFY", `${path}.mail`, "A mail goes to the task's owner: name one.");
};

/** The task is written with the step, and does not hold the run. */
export function passNotify(pass: Pass, id: NodeId, node: NotifyNode): Passed {
  const { enrollment, effects, definition, facts, context, state } = pass;
  const { title, text = null, due, attributes = [], data = [], mail = false, next } = node;
  const zone = waitZone(definition.zone, facts.contact, context.zone);
  const owner = ownerFor(node, facts.contact.attributes);
  effects.push({
    ...{ kind: "notify", node: id, owner, title, text },
    key: workflowSendKey(enrollment.id, enrollment.revision, effects.length),
    details: {
      ...picked(isObject(state.data) ? state.data : {}, data),
      ...picked(facts.contact.attributes, attributes),
      ...(node.call === undefined ? {} : { call: mayCall(pass, node.call) }),
    },
    dueAt: due === undefined ? null : addDuration(context.now, due, zone),
    mail: mail && owner !== null,
    at: context.now,
  });
  return next;
}

/** What the task says of a call: whether the law and the person let it be made, and why not. */
function mayCall(
  { facts: { contact }, context }: Pass,
  { purpose, topic }: NonNullable<NotifyNode["call"]>,
): JsonObject {
  const number = contact.points.find(({ channel }) => channel === "sms");
  if (number === undefined) return { purpose, allowed: false, reasons: ["NO_NUMBER"] };
  const { allowed, reasons } = context.decide({
    ...{ contactPoint: number.id, channel: "call", purpose, messageClass: "marketing" },
    ...(topic === undefined ? {} : { topic }),
  });
  const against = reasons.filter(({ effect }) => effect === "deny" || effect === "defer");
  return { purpose, allowed, reasons: against.map(({ code }) => code) };
}

function ownerFor({ owner }: NotifyNode, attributes: JsonObject): string | null {
  if (typeof owner !== "object") return owner ?? null;
  const { attribute, otherwise = null } = owner;
  const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : null;
  return typeof value === "string" && isName(value) ? value : otherwise;
}

function isName(text: string): boolean {
  return text.trim() !== "" && text.length <= longestOwner;
}

function picked(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(from, name) ? from[name] : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
