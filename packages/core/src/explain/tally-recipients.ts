import { murmur3 } from "../hash/murmur3.js";
import type { CampaignId, ContactId } from "../identifiers.js";
import type { RecipientState } from "../ports/store/campaign.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import { type CampaignPassage, type RecipientTrace, stoppedBy } from "./recipient-trace.js";

/** People of a campaign who stand at one place for one reason. */
export interface RecipientGroup {
  readonly state: RecipientState;
  /** Of their messages; `null`: they have none. */
  readonly status: OutboxStatus | null;
  /** Where they wait or ended; `null`: it was handed over, or is not due yet. */
  readonly stoppedAt: CampaignPassage | null;
  readonly code: string | null;
  /** The clause or the article of law; `null`: no reason, or more than could be told apart. */
  readonly rule: string | null;
  readonly count: number;
  /** Some of them: the same ones whenever the same people stand there. */
  readonly sample: readonly ContactId[];
}

interface Counted extends Omit<RecipientGroup, "sample"> {
  readonly sample: readonly { readonly contact: ContactId; readonly place: number }[];
}

/** Counts of recipients by reason, in memory that does not grow with their number. */
export interface RecipientTally {
  add(trace: RecipientTrace): void;
  /** The largest first. */
  groups(): readonly RecipientGroup[];
}

/**
 * Rules are texts that a gate or a provider chose. From so many groups on, those of one code count
 * together.
 */
const mostGroups = 500;

/** @param samples how many contacts are kept of each group */
export function tallyRecipients(
  campaign: CampaignId,
  samples: number,
  most: number = mostGroups,
): RecipientTally {
  const groups = new Map<string, Counted>();
  return {
    add: (trace) => {
      const { state, status, stoppedAt, contact } = trace;
      const [reason] = stoppedBy(trace);
      const at = { state, status, stoppedAt, code: reason?.code ?? null };
      const whole = { ...at, rule: reason?.rule ?? null };
      const known = groups.has(JSON.stringify(whole)) || groups.size < most;
      const group = known ? whole : { ...at, rule: null };
      const name = JSON.stringify(group);
      const { count = 0, sample = [] } = groups.get(name) ?? {};
      const place = murmur3(`${campaign}/explain/${contact}`);
      groups.set(name, {
        ...{ ...group, count: count + 1 },
        sample: withOne(sample, { contact, place }, samples),
      });
    },
    groups: () =>
      [...groups.values()]
        .map((group) => ({ ...group, sample: group.sample.map(({ contact }) => contact) }))
        .sort((a, b) => b.count - a.count || (a.code ?? "").localeCompare(b.code ?? "")),
  };
}

/** Those with the lowest hashes, so that who is shown does not depend on the order of reading. */
function withOne(
  sample: Counted["sample"],
  one: Counted["sample"][number],
  most: number,
): Counted["sample"] {
  const last = sample.at(-1);
  if (sample.length >= most && (last === undefined || one.place >= last.place)) return sample;
  return [...sample, one].sort((a, b) => a.place - b.place).slice(0, most);
}
