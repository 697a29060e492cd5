import type { CallOptions, SendKey, TenantId } from "@wellsent/core";
import type {
  BisectQuestion,
  MessageBisection,
  WorkflowBisection,
} from "@wellsent/core/explain/bisect";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { readTemplateId } from "./sending.js";
import type { TemplateReference } from "./template-values.js";

/** Two versions of a workflow, a person, and the message that is in question. */
export interface TenantBisectQuestion
  extends Omit<BisectQuestion, "tenant" | "contact" | "template"> {
  readonly contact: ContactReference;
  readonly template: TemplateReference;
}

/** Which transition sends a message. */
export interface TenantBisecting {
  /**
   * Which transition sent this message: the event that set the run going, the steps it went
   * through, and which cases of its branches were asked, by which values. `null`: there is no such
   * message, or its run is gone.
   * @throws InputError `INPUT_BISECT` for a message that no workflow sent
   * @example
   * const way = await acme.bisectMessage(key);
   * console.log(way?.sentence);
   */
  bisectMessage(key: SendKey, options?: CallOptions): Promise<MessageBisection | null>;
  /**
   * By which changed step or rule a person gets a message in one version of a workflow and not in
   * the other. What happened to them in their last run of it is replayed through both, and through
   * versions in between; `start` makes a run up. Writes nothing and sends nothing.
   * @throws InputError `INPUT_BISECT` where there is no run and no `start`, or no such contact
   * @example
   * const first = defineWorkflow(schema, "tips", (w) => w.onRequest().send(news).send(missYou));
   * const second = defineWorkflow(schema, "tips", (w) => w.onRequest().send(news));
   * const { sentBy, causes } = await acme.bisect({
   *   ...{ contact: ann, template: missYou, before: first, after: second },
   * });
   */
  bisect(question: TenantBisectQuestion, options?: CallOptions): Promise<WorkflowBisection>;
}

export function tenantBisecting(
  { engine }: Pick<AppDependencies, "engine">,
  tenant: TenantId,
): TenantBisecting {
  return {
    bisectMessage: async (key, options) => {
      const { bisectMessage } = await import("@wellsent/core/explain/bisect");
      return bisectMessage(engine, { tenant, key }, options);
    },
    bisect: async ({ contact, template, ...question }, options) => {
      const { bisectVersions } = await import("@wellsent/core/explain/bisect");
      const asked = { contact: readContactId(contact), template: readTemplateId(template) };
      return bisectVersions(engine, { ...question, ...asked, tenant }, options);
    },
  };
}
