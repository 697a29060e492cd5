import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { SendFallback, SendNode, WorkflowDefinition } from "./definition.js";

/** One of the messages that a step may send: its own, or that of a fallback. */
export interface SendVariant {
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
}

const known = new WeakMap<SendNode, readonly SendVariant[]>();

/** What a step may send, in the order in which it is tried. */
export function sendVariants(node: SendNode): readonly SendVariant[] {
  const before = known.get(node);
  if (before !== undefined) return before;
  const variants = [node, ...(node.fallbacks ?? [])].map((one) => variant(node, one));
  known.set(node, variants);
  return variants;
}

function variant(node: SendNode, one: SendNode | SendFallback): SendVariant {
  const { channel = node.channel, template, purpose = node.purpose } = one;
  // A topic belongs to its purpose.
  const topic = one.topic ?? (purpose === node.purpose ? node.topic : undefined) ?? null;
  const messageClass = one.messageClass ?? node.messageClass ?? "marketing";
  return { channel, template, purpose, topic, messageClass };
}

/** The templates that a workflow may send, each once. */
export function sentTemplates({ nodes }: Pick<WorkflowDefinition, "nodes">): readonly string[] {
  const sent = Object.values(nodes).flatMap((node) =>
    node.kind === "send" ? sendVariants(node).map(({ template }) => template) : [],
  );
  return [...new Set(sent)];
}
