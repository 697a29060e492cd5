import type { AppendResult, OutboundEmail, SendOutcome } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import type { Settlement } from "@wellsent/core/ports";
import type { StoreWatch } from "@wellsent/core/testing/sim";
import { toMessageKey } from "./keys.ts";
import { hour } from "./plan.ts";
import { brokenSettings, type Person, type Service, type World } from "./world.ts";

/** An act that somebody means to do, by the id of its draft: known before the store hears of it. */
interface IntendedAct {
  readonly address: string;
  readonly kind: "grant" | "deny";
}

/** Sees every commit and every first byte, and checks at once what can be checked at once. */
export interface Watch {
  of(service: Service): StoreWatch;
  intends(draftId: string, act: IntendedAct): void;
  firstByte(service: Service, message: OutboundEmail): void;
  answered(service: Service, message: OutboundEmail, outcome: SendOutcome): void;
  died(service: Service): void;
  tickFailed(service: Service, error: unknown): void;
  /** Any error that reached a caller. */
  failed(where: string, error: unknown): void;
  /** Commits of an act, by draft id. */
  readonly acts: ReadonlyMap<string, { readonly commit: number; readonly at: number }>;
  /** Hand-overs of which a process died, or heard nothing, before they were on record. */
  readonly inHands: ReadonlyMap<string, number>;
  readonly handed: ReadonlySet<string>;
}

/**
 * Time in which a withdrawal may still meet a mail on its way: the hand-over itself, no queue
 * before it.
 */
const window = 1_000;
/** The most a complaint or bounce may take to reach every claim. */
const heardWithin = hour;

/** Calls of a host after which a worker may have something to do. */
const makesWork: ReadonlySet<string> = new Set([
  ...["changeContacts", "ingest", "enqueue", "appendConsent", "eraseContact"],
]);

function readTemplate(message: OutboundEmail): string {
  return message.subject;
}
function isMarketing(template: string): boolean {
  return template !== "receipt";
}

export function createWatch(world: World): Watch {
  const { scheduler, findings, model } = world;
  let commits = 0;
  const intended = new Map<string, IntendedAct>();
  const acts = new Map<string, { commit: number; at: number }>();
  const looked = new Map<string, { commit: number; at: number }>();
  const open = new Map<string, { readonly process: string; readonly epoch: number }>();
  const inHands = new Map<string, number>();
  const handed = new Set<string>();
  const denials = new Map<string, { at: number; why: string }>();

  const append = (result: AppendResult): void => {
    for (const { id } of result.entries) {
      const act = intended.get(id);
      if (act === undefined) continue;
      acts.set(id, { commit: commits, at: scheduler.now() });
      model.act(act.address, act.kind, commits);
    }
  };

  const settled = (service: Service, results: readonly Settlement[]): void => {
    for (const { key } of results) {
      const known = open.get(key);
      if (known?.process === service.process.name && known.epoch === service.process.epoch) {
        open.delete(key);
      }
    }
  };

  const people = (address: string): Person | undefined =>
    world.people.find((p) => p.address === address || p.otherAddress === address);

  const failed = (where: string, error: unknown): void => {
    if (!WellsentError.isInstance(error)) {
      // What the host's own functions throw reaches the host as it is.
      if (error instanceof Error && error.message === brokenSettings) return;
      const name = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      findings.violate("RAW-ERROR", `${where}: ${name}`);
      return;
    }
    const told = [error.message, error.path, error.remedy, String(error.cause ?? "")].join(" ");
    if (/mail\.example|canary/.test(told)) {
      findings.violate("PERSONAL-DATA", `${where}: ${error.code}`);
    }
  };

  return {
    acts,
    inHands,
    handed,
    of: (service) => ({
      committed(method, args, result) {
        commits += 1;
        const [call] = args as readonly [
          { readonly tenant?: string; readonly results?: readonly Settlement[] },
        ];
        if (makesWork.has(method)) {
          for (const other of world.services) other.dispatcher?.wake(`wellsent:${call.tenant}`);
        }
        if (method === "appendConsent") append(result as AppendResult);
        if (method === "settle") settled(service, call.results ?? []);
        if (method === "reviewClaims") {
          const { confirmed } = result as { readonly confirmed: readonly string[] };
          for (const key of confirmed) {
            looked.set(key, { commit: commits, at: scheduler.now() });
            handed.add(key);
            const guided = world.faulty && world.on("withdrawAtConnect");
            if (guided && world.draws.happens(`withdraw.${key}`, 0.03)) world.withdraws(key);
          }
        }
      },
      killed: (method) => findings.sometimes(`killed after ${method}`),
      lost: (method) => findings.sometimes(`ambiguous ${method}`),
    }),
    intends: (draftId, act) => {
      intended.set(draftId, act);
    },
    firstByte(service, message) {
      const key = toMessageKey(message.ref);
      const { address } = message.to;
      const person = people(address);
      const template = readTemplate(message);
      const now = scheduler.now();
      const before = open.get(key);
      if (before !== undefined) inHands.set(key, (inHands.get(key) ?? 0) + 1);
      open.set(key, { process: service.process.name, epoch: service.process.epoch });
      if (person === undefined || message.from.address !== `hello@${person.tenant}.sim.example`) {
        findings.violate("WALL", `${key} went to another tenant's person`);
        return;
      }
      if (!message.text.includes(`canary-${person.tenant}`)) {
        findings.violate("WALL", `${key} carries another tenant's words`);
      }
      if (message.subject === "" || message.text === "") {
        findings.violate("WAY-OUT", `${key} is empty`);
      }
      if (!isMarketing(template)) return;
      if (!message.headers.some(({ name }) => name === "List-Unsubscribe")) {
        findings.violate("WAY-OUT", `${key} has no List-Unsubscribe`);
      }
      const look = looked.get(key);
      if (look === undefined) {
        findings.violate("PERMISSION", `${key} left without a second look`);
        return;
      }
      if (!model.permitted(address, person.land, look.commit)) {
        findings.violate("PERMISSION", `${key} (${template}) left without permission`);
      }
      const denial = model.denialBefore(address, commits + 1);
      if (denial !== null && denial > look.commit) {
        findings.sometimes("withdrawn in flight");
        const at = [...acts.values()].find(({ commit }) => commit === denial)?.at ?? now;
        if (now - at > window)
          findings.violate("WINDOW", `${key} left ${now - at} ms after a withdrawal`);
      }
      const told = denials.get(address);
      if (
        told !== undefined &&
        now - told.at > heardWithin &&
        !model.everGranted(`${address}#again`)
      ) {
        findings.violate(told.why, `${key} left ${Math.round((now - told.at) / hour)} h after it`);
      }
    },
    answered(service, message, outcome) {
      if (outcome.outcome === "rejected" && outcome.reason === "invalid_address") {
        const { address } = message.to;
        if (!denials.has(address) && service.process.alive) {
          denials.set(address, { at: scheduler.now() + 6 * hour, why: "HARD-BOUNCE" });
        }
      }
    },
    died(service) {
      for (const [key, held] of open) {
        if (held.process === service.process.name) inHands.set(key, inHands.get(key) ?? 0);
      }
    },
    tickFailed(service, error) {
      const code = WellsentError.isInstance(error) ? error.code : null;
      failed(`tick of ${service.process.name}`, error);
      if (code !== null && !["STORE_LOCKED", "STORE_LOST"].includes(code)) {
        findings.violate("ISOLATION", `the tick of ${service.process.name} ends with ${code}`);
      }
    },
    failed,
  };
}
