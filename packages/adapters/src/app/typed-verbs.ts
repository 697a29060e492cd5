import type {
  Activity,
  CallOptions,
  ConsentChannel,
  Decision,
  MessageClass,
  TenantId,
} from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import type { Form } from "./form.js";
import { type GrantOptions, grantByForm } from "./granting.js";
import type { Publishing } from "./publishing.js";
import { type AnySend, type Sent, sendAll } from "./sending.js";
import type { TemplateReference } from "./template-values.js";
import type { Tenant } from "./tenant-face.js";

// The verbs whose options hang on what is sent or agreed to. An overload says what a caller may
// write; the implementation takes whatever that comes to.

type VerbDependencies = AppDependencies & Publishing;
type Parameter<Verb extends keyof Tenant> = Tenant[Verb] extends (...given: infer Given) => unknown
  ? Given
  : never;

export function createSend(deps: VerbDependencies, tenant: TenantId): Tenant["send"] {
  function send(...given: Parameter<"send">): Promise<Sent>;
  async function send(
    template: TemplateReference,
    contact: ContactReference,
    options: Omit<AnySend, "template" | "contact"> & CallOptions = {},
  ): Promise<Sent> {
    const { signal, ...rest } = options;
    const call = signal === undefined ? {} : { signal };
    await deps.prepare(tenant, call);
    const [sent] = await sendAll(deps, tenant, [{ ...rest, template, contact }], call);
    if (sent !== undefined) return sent;
    throw new InputError("INPUT_TEMPLATE_UNKNOWN", "Nothing was sent.", { path: "template" });
  }
  return send;
}

export function createSendMany(deps: VerbDependencies, tenant: TenantId): Tenant["sendMany"] {
  function sendMany(...given: Parameter<"sendMany">): Promise<readonly Sent[]>;
  async function sendMany(sends: readonly AnySend[], call?: CallOptions): Promise<readonly Sent[]> {
    await deps.prepare(tenant, call);
    return sendAll(deps, tenant, sends, call);
  }
  return sendMany;
}

export function createGrant(deps: VerbDependencies, tenant: TenantId): Tenant["grant"] {
  function grant(...given: Parameter<"grant">): ReturnType<Tenant["grant"]>;
  async function grant(form: Form, contact: ContactReference, options: GrantOptions = {}) {
    await deps.prepare(tenant, options);
    return grantByForm(deps, tenant, form, contact, options);
  }
  return grant;
}

export function createDecide(deps: VerbDependencies, tenant: TenantId): Tenant["decide"] {
  function decide(...given: Parameter<"decide">): Promise<Decision>;
  async function decide(
    contact: ContactReference,
    question: {
      readonly purpose: string;
      readonly topic?: string;
      readonly channel?: ConsentChannel;
      readonly activity?: Activity;
      readonly messageClass?: MessageClass;
    },
    call?: CallOptions,
  ): Promise<Decision> {
    await deps.prepare(tenant, call);
    const { channel = "email", ...rest } = question;
    const { points } = await loadContact(deps, tenant, contact, call);
    const point = points.find((one) => one.channel === addressChannel(channel));
    if (point !== undefined)
      return deps.engine.decide({ ...rest, tenant, channel, contactPoint: point.id }, call);
    throw new InputError("INPUT_CONTACT_POINT", "The contact has no address on this channel.", {
      path: "channel",
      remedy: "Identify the contact with one.",
    });
  }
  return decide;
}
