import {
  type ConsentPages,
  type ContactId,
  type EmailTransport,
  type Instant,
  type OutboundEmail,
  type OutboundSms,
  type OutboxRecord,
  type SmsTransport,
  type Store,
  sendKeyFromRef,
  type TenantId,
} from "@wellsent/core";
import type { TemplateReference } from "../app/index.js";
import { memoryEmailTransport, memorySmsTransport, type ScriptedOutcome } from "../memory/index.js";
import {
  type ReceivedMail,
  type ReceivedMessage,
  type ReceivedText,
  readTemplateId,
  receivedMail,
  receivedText,
} from "./received.js";

/** Which messages a fault is for. Absent: all. */
export interface FaultScope {
  readonly to?: { readonly id: ContactId };
  readonly template?: TemplateReference;
  /** How many hand-overs it takes. Default: all, until `recovers`. */
  readonly times?: number;
}

/** The provider behind a transport of a test: takes messages, unless told otherwise. */
export interface Provider {
  /** Answers with any outcome of a provider. The fault that was set last counts first. */
  answers(outcome: ScriptedOutcome, scope?: FaultScope): void;
  /** Is down, and takes messages again later. */
  fails(scope?: FaultScope): void;
  /** Refuses for good, as for a mailbox that does not exist. */
  rejects(scope?: FaultScope): void;
  /** Takes the message, and its answer gets lost on the way back. `arrived: false`: both do. */
  loses(scope?: FaultScope & { readonly arrived?: boolean }): void;
  /** Ends every fault. */
  recovers(): void;
}

/** What the providers of an app's two channels have in common, and what they delivered. */
export interface Providers {
  readonly emailTransport: EmailTransport;
  readonly smsTransport: SmsTransport;
  readonly email: Provider;
  readonly sms: Provider;
  /** In the order of arrival. */
  readonly mails: readonly ReceivedMail[];
  readonly texts: readonly ReceivedText[];
}

export interface ProviderParts {
  readonly store: Store;
  readonly pages: () => ConsentPages;
  readonly tenants: () => Iterable<TenantId>;
  readonly now: () => Instant;
  readonly delivered: (message: ReceivedMessage) => void;
}

interface Fault {
  readonly outcome: ScriptedOutcome;
  readonly scope: FaultScope;
  left: number;
}

export function providers(parts: ProviderParts): Providers {
  const { pages, now } = parts;
  const mails: ReceivedMail[] = [];
  const texts: ReceivedText[] = [];
  const email = scripted();
  const sms = scripted();
  /** Reads the message's record when it is handed over: its links are on it by then. */
  const handing =
    <Message extends OutboundEmail | OutboundSms>(
      answerTo: (record: OutboxRecord) => ScriptedOutcome,
      arrive: (message: Message, record: OutboxRecord) => void,
    ) =>
    async (message: Message): Promise<ScriptedOutcome> => {
      const record = await findRecord(parts, message.ref);
      if (record === null) return { outcome: "accepted" };
      const outcome = answerTo(record);
      const lost = outcome.outcome === "unknown" && outcome.arrived !== false;
      if (outcome.outcome === "accepted" || lost) arrive(message, record);
      return outcome;
    };
  return {
    ...{ mails, texts },
    email: email.provider,
    sms: sms.provider,
    emailTransport: memoryEmailTransport({
      outcomes: handing<OutboundEmail>(email.answerTo, (message, record) => {
        const mail = receivedMail(message, record, pages(), now());
        mails.push(mail);
        parts.delivered(mail);
      }),
    }),
    smsTransport: memorySmsTransport({
      outcomes: handing<OutboundSms>(sms.answerTo, (message, record) => {
        const text = receivedText(message, record, pages(), now());
        texts.push(text);
        parts.delivered(text);
      }),
    }),
  };
}

/** A reference does not say whose it is: keys of two tenants are never the same. */
async function findRecord(
  { store, tenants }: ProviderParts,
  ref: string,
): Promise<OutboxRecord | null> {
  const key = sendKeyFromRef(ref);
  for (const tenant of tenants()) {
    const record = await store.readMessage({ tenant, key });
    if (record !== null) return record;
  }
  return null;
}

function scripted(): {
  readonly provider: Provider;
  readonly answerTo: (record: OutboxRecord) => ScriptedOutcome;
} {
  let faults: readonly Fault[] = [];
  const answers = (outcome: ScriptedOutcome, scope: FaultScope = {}): void => {
    faults = [{ outcome, scope, left: scope.times ?? Number.POSITIVE_INFINITY }, ...faults];
  };
  return {
    provider: {
      answers,
      fails: (scope) => answers({ outcome: "failed" }, scope),
      rejects: (scope) => answers({ outcome: "rejected", reason: "invalid_address" }, scope),
      loses: ({ arrived = true, ...scope } = {}) => answers({ outcome: "unknown", arrived }, scope),
      recovers: () => {
        faults = [];
      },
    },
    answerTo: (record) => {
      const fault = faults.find((one) => one.left > 0 && isFor(one.scope, record));
      if (fault === undefined) return { outcome: "accepted" };
      fault.left -= 1;
      return fault.outcome;
    },
  };
}

function isFor({ to, template }: FaultScope, record: OutboxRecord): boolean {
  const id = readTemplateId(template);
  return (
    (to === undefined || to.id === record.contact) && (id ?? record.template) === record.template
  );
}
