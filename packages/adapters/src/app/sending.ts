import type {
  CallOptions,
  Channel,
  ContactPointId,
  Decision,
  DurationText,
  Instant,
  JsonObject,
  MessageClass,
  Schema,
  TenantId,
} from "@wellsent/core";
import type { SendInput, SendResult } from "@wellsent/core/engine";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { sha256Hex } from "./secret.js";
import type { TemplateReference } from "./template-values.js";

/** The result of a send. */
export interface Sent extends SendResult {
  /** Why the message was not queued, each as `CODE: rule`; empty if it was. */
  readonly reasons: readonly string[];
}

/** A send as it is carried out, whatever its template. */
export interface AnySend {
  readonly template: TemplateReference;
  readonly contact: ContactReference;
  /** The one address it may go to. Default: the first of the contact's that is permitted. */
  readonly contactPoint?: ContactPointId;
  readonly id?: string;
  readonly purpose?: string;
  readonly topic?: string;
  readonly data?: JsonObject;
  readonly dueAt?: Instant;
  readonly messageClass?: MessageClass;
}

/** A send of the app's own, which says more than a host's. */
interface OwnSend extends AnySend {
  readonly channel?: Channel;
  readonly lateAfter?: DurationText;
}

export function readTemplateId(template: TemplateReference): string {
  return typeof template === "string" ? template : template.id;
}

/** Sends on behalf of one tenant. */
export async function sendAll(
  deps: Pick<AppDependencies, "engine">,
  tenant: TenantId,
  sends: readonly OwnSend[],
  options?: CallOptions,
): Promise<readonly Sent[]> {
  const ids = await Promise.all(
    sends.map(({ template, id }) => deriveSendId(readTemplateId(template), id)),
  );
  const inputs = sends.map((send, index): SendInput<Schema> => {
    const { template, contact, id: _, ...rest } = send;
    return {
      ...rest,
      tenant,
      contact: readContactId(contact),
      template: readTemplateId(template),
      id: ids[index] ?? "",
    };
  });
  const results = await deps.engine.sendMany(inputs, options);
  return results.map((result) => ({ ...result, reasons: explainUnsent(result) }));
}

/**
 * The engine's id of a send, of 30 characters at most. A template that is sent once is named by its
 * own id. Otherwise the name is a digest, so that no two pairs of template and id share one.
 */
export async function deriveSendId(template: string, id: string | undefined): Promise<string> {
  // Ids of campaigns, digests and tests begin with one letter and a hyphen.
  if (id === undefined && /^(?![cdt]-)[A-Za-z0-9-]{1,29}$/.test(template)) return template;
  const named = JSON.stringify(id === undefined ? [template] : [template, id]);
  // 30 characters, which is longer than any template id that is used as it is.
  return (await sha256Hex(named)).slice(0, 30);
}

/** Why a message was not queued, for people. The `code` is in the decision. */
function explainUnsent({ status, decision }: SendResult): readonly string[] {
  if (status === "queued") return [];
  // One that was refused before and still is was never sent: what refuses it is the answer.
  if (status === "known" && decision.allowed)
    return ["ALREADY_SENT: this contact got this template under this id; name another id"];
  return reasonLines(decision);
}

export function reasonLines({ reasons }: Decision): readonly string[] {
  return reasons
    .filter(({ effect }) => effect === "deny" || effect === "defer")
    .map(({ code, rule }) => `${code}: ${rule}`);
}
