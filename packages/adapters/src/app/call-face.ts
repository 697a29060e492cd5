import type {
  CallOptions,
  ConsentDraft,
  Decision,
  KnownTopic,
  OneKnown,
  OneOf,
  PurposeOf,
  Schema,
  TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import { loadLedger } from "./peers.js";
import type { Publishing } from "./publishing.js";
import { reasonLines } from "./sending.js";

/** Whether somebody may be telephoned now. */
export interface CallPermission {
  readonly allowed: boolean;
  /** Why not, each as `CODE: rule`. */
  readonly reasons: readonly string[];
  /** The number to call. Absent: there is none, or it may not be called. */
  readonly number?: string;
  /** From when on time alone lets them be called: the end of hours in which nobody is disturbed. */
  readonly retryAt?: number;
  /** The whole decision. Absent: there is no number to decide about. */
  readonly decision?: Decision;
}

/** What became of a list of numbers. */
export interface ScreenedNumbers {
  readonly recorded: number;
  /** What is no number in E.164, by its place in the list. Their calls are not stopped. */
  readonly refused: readonly { readonly index: number; readonly code: string }[];
}

/** Calls by colleagues. Nothing here dials. */
export interface TenantCalls<S extends Schema = Schema> {
  /**
   * Whether a colleague may telephone the contact for a purpose now, and why not. Consent to calls
   * is a choice of its own: neither that to mail nor that to texts stands for it. Ask right before
   * each call.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`
   * @example
   * const { allowed, number, reasons } = await acme.mayCall(ann, "marketing.news");
   * if (!allowed) console.log(reasons);
   */
  mayCall<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    contact: ContactReference,
    purpose: OneKnown<"purpose", P, PurposeOf<S>>,
    options?: CallOptions & { readonly topic?: KnownTopic<S, P, Topic> },
  ): Promise<CallPermission>;
  /**
   * Puts numbers of a do-not-call register on record, whether anybody has them yet or not: only a
   * person's own written agreement lets them be called for advertising. Mail and texts go on. The
   * same number of the same register twice is one entry.
   * @throws InputError `INPUT_REGISTER` for a register without a plain name
   * @example
   * const { recorded, refused } = await acme.doNotCall(["+442079460000"], { register: "TPS" });
   */
  doNotCall(
    numbers: Iterable<string> | AsyncIterable<string>,
    how: { readonly register: string },
    options?: CallOptions,
  ): Promise<ScreenedNumbers>;
}

/** So many numbers are put on record in one commit. */
const batchSize = 500;

export function callFace(deps: AppDependencies & Publishing, tenant: TenantId): TenantCalls {
  const { engine } = deps;
  async function mayCall(
    contact: ContactReference,
    purpose: string,
    { topic, ...call }: CallOptions & { readonly topic?: string } = {},
  ): Promise<CallPermission> {
    await deps.prepare(tenant, call);
    const { points } = await loadContact(deps, tenant, contact, call);
    const numbers = points.filter(({ channel }) => channel === "sms");
    const decided = await Promise.all(
      numbers.map(async ({ id, address }) => {
        const question = {
          ...({ tenant, contactPoint: id, channel: "call", purpose } as const),
          ...(topic === undefined ? {} : { topic }),
        };
        return { number: address, decision: await engine.decide(question, call) };
      }),
    );
    const chosen = decided.find(({ decision }) => decision.allowed) ?? decided[0];
    if (chosen === undefined)
      return { allowed: false, reasons: ["NO_NUMBER: the contact has no telephone number"] };
    const { number, decision } = chosen;
    const { allowed, retryAt } = decision;
    return {
      ...{ allowed, reasons: allowed ? [] : reasonLines(decision), decision },
      ...(allowed ? { number } : {}),
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  }

  async function doNotCall(
    numbers: Iterable<string> | AsyncIterable<string>,
    { register }: { readonly register: string },
    call?: CallOptions,
  ): Promise<ScreenedNumbers> {
    checkRegister(register);
    await deps.prepare(tenant, call);
    const { draftEvent, normalizeAddress, sha256, toHex } = await loadLedger();
    const now = deps.clock.now();
    const gate = engine.options.consent;
    const refused: { readonly index: number; readonly code: string }[] = [];
    let recorded = 0;
    let batch: ConsentDraft[] = [];
    let held = 0;
    const write = async (): Promise<void> => {
      if (batch.length > 0) await engine.record(tenant, batch, call);
      recorded += held;
      batch = [];
      held = 0;
    };
    let index = 0;
    for await (const given of numbers) {
      const number = normalized(() => normalizeAddress("sms", given));
      if (number === null) refused.push({ index, code: "INPUT_ADDRESS" });
      else {
        held += 1;
        for (const fingerprint of gate.fingerprints("sms", number)) {
          const name = new TextEncoder().encode(JSON.stringify([register, fingerprint]));
          batch.push(
            draftEvent(
              {
                id: `dnc_${toHex(sha256(name)).slice(0, 40)}`,
                type: "suppression.added",
                effectiveAt: now,
                actor: { kind: "import" },
                scope: { channel: "call" },
                detail: { reason: "registry", fingerprint },
              },
              deps.random,
            ),
          );
        }
      }
      index += 1;
      if (held >= batchSize) await write();
    }
    await write();
    return { recorded, refused };
  }

  return { mayCall, doNotCall };
}

function normalized(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (InputError.isInstance(error)) return null;
    throw error;
  }
}

function checkRegister(register: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(register)) return;
  throw new InputError("INPUT_REGISTER", "The register of the numbers has no plain name.", {
    path: "register",
    remedy: "Use up to 64 letters, digits, dots and hyphens, such as TPS.",
  });
}
