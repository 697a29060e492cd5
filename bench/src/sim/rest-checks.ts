import { auditLog } from "@wellsent/consent/ledger";
import type { EnrollmentRecord, OutboxRecord, Page, Paged } from "@wellsent/core";
import { explainContact } from "@wellsent/core/explain";
import { toMessageKey } from "./keys.ts";
import { day, hour } from "./plan.ts";
import type { Person, World } from "./world.ts";

async function all<T>(read: (page: Page) => Promise<Paged<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Paged<T> = await read(after === null ? { limit: 500 } : { after, limit: 500 });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}

/** What must hold once the faults are over and nothing moves any more. */
export async function checkAtRest(world: World): Promise<void> {
  const { inner, findings } = world;
  for (const tenant of ["acme", "beta"] as const) {
    const of = tenant as Person["tenant"];
    const messages = await all((page) => inner.readOutbox({ tenant: of, ...page }));
    const runs = await all((page) => inner.readEnrollments({ tenant: of, ...page }));
    checkMessages(world, messages);
    checkRuns(world, runs, messages);
    await checkLedger(world, of);
    for (const person of world.people.filter((p) => p.tenant === of))
      await checkExplained(world, person);
  }
  checkCaps(world);
  checkLateness(world);
  if (findings.violations.length > 1_000) throw new RangeError("The checks themselves ran away.");
}

function checkMessages(world: World, messages: readonly OutboxRecord[]): void {
  const { findings, post, watch, scheduler } = world;
  const byKey = new Map<string, typeof post.arrivals>();
  for (const arrival of post.arrivals) {
    const key = toMessageKey(arrival.ref);
    byKey.set(key, [...(byKey.get(key) ?? []), arrival]);
  }
  for (const message of messages) {
    const { key, status, template, messageClass } = message;
    const arrivals = byKey.get(key) ?? [];
    const arrived = arrivals.filter((a) => a.arrived).length;
    if (status === "queued" && message.dueAt < scheduler.now() - 2 * day) {
      findings.violate(
        "UNSENT",
        `${key} (${template}) still waits: ${message.reasons[0]?.code ?? "no reason"}`,
      );
    }
    if (status === "claimed") findings.violate("UNSENT", `${key} is still claimed at rest`);
    if (status === "unknown") {
      findings.sometimes("held");
      if (!watch.handed.has(key))
        findings.violate("DOUBT", `${key} is held, and was in nobody's hands`);
      if (messageClass === "transactional" && message.lost < 2) {
        findings.violate("UNKNOWN-STUCK", `${key} is held in spite of the policy to retry`);
      }
    }
    if (
      ["skipped", "failed", "rejected", "unknown"].includes(status) &&
      message.reasons.length === 0
    ) {
      findings.violate("REASON", `${key} is ${status} without a reason`);
    }
    const expired = message.reasons.some(({ code }) => code === "EXPIRED");
    const gave = world.on("caps") && gaveWay(arrivals, post.arrivals);
    const damaged = world.everPoisoned.has(message.contact) && wasHeldBack(arrivals);
    const tooOld = expired && (gave || damaged);
    if (status === "failed" && !tooOld && !world.on("bounce")) {
      findings.violate("OUTAGE-LOST", `${key} failed: ${message.reasons[0]?.code ?? ""}`);
    }
    if (
      status === "skipped" &&
      message.reasons.some(({ code }) => code.startsWith("TEMPLATE_")) &&
      !world.on("dropTemplate")
    ) {
      findings.violate("TEMPLATE-GONE", `${key} was skipped for ${template}`);
    }
    const heard = arrivals.filter((a) => a.heard === "accepted");
    if (status !== "accepted" && heard.some((a) => lived(world, a.process, a.epoch))) {
      findings.violate(
        "UNSETTLED",
        `${key} is ${status} although a living worker heard it was taken`,
      );
    }
    const holds = messageClass !== "transactional" && messageClass !== "confirmation_request";
    const excused = watch.inHands.get(key) ?? 0;
    if (arrived > 1) findings.sometimes("second copy");
    if (holds && arrived > 1)
      findings.violate("TWICE", `${key} arrived ${arrived} times under hold`);
    if (arrived > 1 + excused + arrivals.filter((a) => a.heard === "unknown").length) {
      findings.violate("TWICE", `${key} arrived ${arrived} times with ${excused} doubts`);
    }
    if (arrived > 3) findings.violate("TWICE", `${key} arrived ${arrived} times`);
  }
  for (const [key, due] of world.scheduled) {
    const first = byKey.get(key)?.[0];
    const skew = world.on("clock") ? 10 * 60_000 : 0;
    if (first !== undefined && first.at < due - skew)
      findings.violate("EARLY", `${key} left early`);
  }
}

/**
 * Whether a cap held a message back between two of its hand-overs: for more than a day, in which
 * as many others reached its address as a cap lets through.
 */
function gaveWay(own: World["post"]["arrivals"], every: World["post"]["arrivals"]): boolean {
  return own.some(({ at, address }, place) => {
    const from = own[place - 1]?.at ?? at;
    const others = every.filter(
      (other) => other.arrived && other.address === address && other.at > from && other.at < at,
    );
    return at - from > day && others.length >= 2;
  });
}

/**
 * Whether a damaged record held a message back between two of its hand-overs: for more than a day,
 * which counts towards its lifetime as an outage does.
 */
function wasHeldBack(own: World["post"]["arrivals"]): boolean {
  return own.some(({ at }, place) => at - (own[place - 1]?.at ?? at) > day);
}

function lived(world: World, process: string, epoch: number): boolean {
  return world.services.some(
    (s) => s.process.name === process && s.process.epoch === epoch && s.process.alive,
  );
}

function checkRuns(
  world: World,
  runs: readonly EnrollmentRecord[],
  messages: readonly OutboxRecord[],
): void {
  const { findings, scheduler, watch } = world;
  const now = scheduler.now();
  for (const run of runs) {
    const person = world.people.find((p) => p.contact === run.contact);
    const refused = run.outcome === "refused";
    if (run.status === "active") {
      if (run.wakeAt === null)
        findings.violate("PARKED", `${run.workflow}@${run.version} waits for nothing`);
      else if (run.wakeAt < now - 2 * day)
        findings.violate("STUCK", `${run.workflow}@${run.version} is due and not taken`);
      else
        findings.violate("STUCK", `${run.workflow}@${run.version} still runs after the quiet days`);
    }
    if (run.entryKey.includes("oldpurchase"))
      findings.violate("OLD-EVENT", "an old event began a run");
    if (person === undefined || refused) continue;
    if (
      person.land !== "US" &&
      !world.model.everGranted(person.address) &&
      !world.model.everGranted(person.otherAddress)
    ) {
      findings.violate("ENTRY", `a run began for ${person.name}, who never agreed`);
    }
    const denied = [...watch.acts]
      .filter(([id]) => world.denials.get(id) === run.contact)
      .map(([, act]) => act.at);
    for (const at of denied) {
      if (run.outcome === "finished" && run.startedAt < at && (run.endedAt ?? 0) > at + 2 * hour) {
        findings.violate(
          "EXIT",
          `run ${run.id} of ${person.name} began ${run.startedAt} and ended ${(run.endedAt ?? 0) - at} ms after a withdrawal at ${at}`,
        );
      }
    }
    for (const message of messages) {
      if (message.origin.enrollment !== run.id) continue;
      const variant = world.variantFor(run.tenant, run.version);
      if (variant !== null && !message.template.endsWith(`-${variant}`)) {
        findings.violate("CONTENT", `${message.template} left in a run of variant ${variant}`);
      }
    }
  }
}

async function checkLedger(world: World, tenant: Person["tenant"]): Promise<void> {
  const { inner, findings } = world;
  const entries = await all((page) => inner.readLedger({ tenant, ...page }));
  const head = await inner.readLedgerHead(tenant);
  if (new Set(entries.map(({ id }) => id)).size < entries.length || head.size !== entries.length) {
    findings.violate("LEDGER", `the ledger of ${tenant} repeats or loses entries`);
  }
  const audit = auditLog(entries, { checkpoint: null });
  if (!audit.ok || audit.size !== head.size)
    findings.violate("LEDGER", `the audit of ${tenant} fails`);
}

async function checkExplained(world: World, person: Person): Promise<void> {
  if (person.contact === null || world.poisoned.has(person.contact)) return;
  const { tenant, contact } = person;
  if (!world.intentions.has(`${tenant}|${contact}|news`)) return;
  const told = await explainContact(
    { options: { ...world.findHost(tenant).engine.options, store: world.inner } },
    { tenant, contact, template: "news" },
  );
  if (told === null || told.messages.length === 0) {
    world.findings.violate("REASON", `a refused send to ${person.name} is explained by nothing`);
  }
}

/**
 * Distinct marketing mails to one address in any rolling day, whatever became of them afterwards.
 */
function checkCaps(world: World): void {
  if (!world.on("caps")) return;
  const span = day - (world.on("clock") ? 20 * 60_000 : 0) - 60_000;
  for (const person of world.people) {
    const firsts = new Map<string, number>();
    for (const a of world.post.arrivals) {
      const own = a.address === person.address || a.address === person.otherAddress;
      if (own && a.template !== "receipt" && a.arrived && !firsts.has(a.ref))
        firsts.set(a.ref, a.at);
    }
    const at = [...firsts.values()].sort((a, b) => a - b);
    for (let i = 2; i < at.length; i++) {
      if ((at[i] ?? 0) - (at[i - 2] ?? 0) < span) {
        world.findings.violate("CAP", `${person.name} got three mails within a day`);
        return;
      }
    }
  }
}

/** With nothing broken but what concerns single contacts, domains or tenants, nobody else waits. */
function checkLateness(world: World): void {
  const general = [
    "abort",
    "ambiguous",
    "slowStore",
    "locked",
    "killWorker",
    "killAtAnswer",
    "outage",
  ];
  const others = ["slowConnect", "slowAnswer", "deploy", "rollback", "clock", "killHost", "caps"];
  if ([...general, ...others, "withoutWorkflow", "greylist"].some((name) => world.on(name))) return;
  if (!["poison", "brokenSender", "domain421"].some((name) => world.on(name))) return;
  for (const [key, due] of world.scheduled) {
    const first = world.post.arrivals.find((a) => toMessageKey(a.ref) === key);
    if (first === undefined) continue;
    const person = world.people.find((p) => p.address === first.address);
    if (person === undefined || world.everPoisoned.has(person.contact ?? "")) continue;
    if (world.on("domain421") || (world.on("brokenSender") && world.everBroken.has(person.tenant)))
      continue;
    if (first.at - due > 2 * hour)
      world.findings.violate(
        "STARVED",
        `${key} left ${Math.round((first.at - due) / hour)} h late`,
      );
  }
}
