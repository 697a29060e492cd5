import type { KeywordReading } from "@wellsent/consent";
import type {
  CallOptions,
  ConsentDraft,
  ContactId,
  ContactPointRecord,
  ContactRecord,
  IdSource,
  LedgerEntry,
  TenantId,
} from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import {
  type AnsweringText,
  checkText,
  type IncomingText,
  type IncomingTextResult,
} from "./incoming-text.js";
import { loadLedger, loadRights } from "./peers.js";
import { readLedger } from "./reading.js";
import { sha256Hex } from "./secret.js";
import { type Sent, sendAll } from "./sending.js";

/** @throws as `Tenant.receiveText` */
export async function receiveText(
  deps: AppDependencies,
  tenant: TenantId,
  text: AnsweringText,
  call: CallOptions = {},
): Promise<IncomingTextResult> {
  checkText(text);
  const reading = deps.consent.readKeyword(text.body);
  const { keyword } = reading;
  // Behind a short code is a program, which nobody has as their number and nothing may answer.
  if (isShortCode(text.from)) return { takenAs: keyword, contact: null, ...nothing };
  const { normalizeAddress } = await loadLedger();
  const address = normalizeAddress("sms", text.from);
  const lookup = { channel: "sms", address } as const;
  const contact = await deps.engine.store.readContact({ tenant, lookup }, call);
  const point = contact?.points.find((one) => one.channel === "sms" && one.address === address);
  const base = `sms_${(await sha256Hex(JSON.stringify(["text", text.id]))).slice(0, 32)}`;
  const taken: Taken = { deps, tenant, text, call, base };
  if (contact !== null && point !== undefined) {
    const done = await takeFrom({ ...taken, contact, point }, keyword);
    return { takenAs: keyword, contact: contact.id, ...done };
  }
  const asking = reading.keyword === "help" ? await helpNobody(taken, reading, address) : null;
  if (asking !== null) return { takenAs: keyword, ...asking };
  return { takenAs: keyword, contact: null, ...(await takeFromNobody(taken, keyword, address)) };
}

/** Five or six digits in the United States, three to eight elsewhere. */
function isShortCode(from: string): boolean {
  return /^\d{3,8}$/.test(from);
}

/**
 * HELP is answered whoever asks: CTIA, Short Code Monitoring Handbook. A message
 * needs a contact, so the number becomes one, which permits nothing. `null`: nothing answers.
 */
async function helpNobody(
  { deps, tenant, text, call }: Taken,
  { language }: { readonly language: string },
  phone: string,
): Promise<(Done & Pick<IncomingTextResult, "contact">) | null> {
  const { sender, identity } = deps.settings.of(tenant);
  // Whoever has no key of the host's cannot become a contact there.
  if (sender.smsHelp === undefined || identity === "key") return null;
  // HELP and INFO are written in every language; the other words say which one is read.
  const spoken = language === "en" ? {} : { locale: language };
  const { contact, points } = await deps.engine.identify(
    { tenant, phone, ...spoken, source: "sms" },
    call,
  );
  const point = points.find(({ channel }) => channel === "sms");
  if (point === undefined) return null;
  return { ...nothing, contact, answer: await help({ deps, tenant, text, call, contact, point }) };
}

interface Taken {
  readonly deps: AppDependencies;
  readonly tenant: TenantId;
  readonly text: AnsweringText;
  readonly call: CallOptions;
  /** What the ids of its events begin with. */
  readonly base: string;
}

interface TakenFromSomebody extends Taken {
  readonly contact: ContactRecord;
  readonly point: ContactPointRecord;
}

type Done = Pick<IncomingTextResult, "recorded" | "refused" | "answer">;

const nothing: Done = { recorded: false, refused: [], answer: null };

/** The no of a number that nobody has is kept for whoever brings it, without the number. */
async function takeFromNobody(
  taken: Taken,
  keyword: KeywordReading["keyword"],
  address: string,
): Promise<Done> {
  const { deps, text } = taken;
  const [fingerprint] = deps.engine.options.consent.fingerprints("sms", address);
  if (keyword !== "stop" || fingerprint === undefined) return nothing;
  const { draftEvent } = await loadLedger();
  const suppression = draftEvent(
    {
      ...{ id: taken.base, type: "suppression.added", effectiveAt: text.at ?? deps.clock.now() },
      ...{ actor: { kind: "subject" }, method: "reply_keyword" },
      detail: { reason: "unsubscribed", fingerprint },
    },
    deps.random,
  );
  return append(taken, [suppression]);
}

async function takeFrom(
  taken: TakenFromSomebody,
  keyword: KeywordReading["keyword"],
): Promise<Done> {
  switch (keyword) {
    case "none":
      return nothing;
    case "help":
      return { ...nothing, answer: await help({ ...taken, contact: taken.contact.id }) };
    case "stop":
      return stop(taken);
    case "start":
      return start(taken);
    case "possible_opt_out":
      return holdBack(taken);
  }
}

async function help({
  deps,
  tenant,
  text,
  call,
  contact,
  point,
}: Pick<Taken, "deps" | "tenant" | "text" | "call"> & {
  readonly contact: ContactId;
  readonly point: Pick<ContactPointRecord, "id">;
}): Promise<Sent | null> {
  const template = deps.settings.of(tenant).sender.smsHelp;
  if (template === undefined) return null;
  const send = { template, contact, contactPoint: point.id, id: text.id };
  const [sent = null] = await sendAll(deps, tenant, [{ ...send, channel: "sms" }], call);
  return sent;
}

async function stop(taken: TakenFromSomebody): Promise<Done> {
  const { deps, text, point } = taken;
  const earlier = await readOwnLedger(taken);
  const before = await projectionBefore(taken, earlier);
  const answered = text.answered === undefined ? {} : { answered: text.answered };
  const draft = deps.consent.stopTexts(draftContext(taken), {
    ...{ ...metadata(text), ...answered },
    contactPoint: point.id,
  });
  const done = await append(taken, [draft]);
  const known = earlier.find(({ id }) => id === draft.id);
  if (!done.recorded && known === undefined) return done;
  // A text that is posted again because the first call was cut off between the two is still told.
  const effectiveAt = text.at ?? known?.recordedAt ?? draft.effectiveAt;
  const confirmed = { ...answered, stop: { ...draft, effectiveAt }, now: deps.clock.now() };
  return { ...done, answer: await confirm(taken, deps.consent.confirmStop(before, confirmed)) };
}

async function confirm(
  { deps, tenant, call, contact, point }: TakenFromSomebody,
  confirmation: ReturnType<AppDependencies["consent"]["confirmStop"]>,
): Promise<Sent | null> {
  const template = deps.settings.of(tenant).sender.smsStopped;
  if (template === undefined || confirmation === undefined) return null;
  const send = { ...confirmation, template, contact: contact.id, contactPoint: point.id };
  const [sent = null] = await sendAll(deps, tenant, [send], call);
  return sent;
}

async function start(taken: TakenFromSomebody): Promise<Done> {
  const earlier = await readOwnLedger(taken);
  // Posted again after a later STOP, it must not reopen what that ended.
  if (isKnown(taken, earlier)) return nothing;
  const drafts = taken.deps.consent.restartTexts(
    draftContext(taken),
    await projectionBefore(taken, earlier),
    { ...metadata(taken.text), contactPoint: taken.point.id },
  );
  return append(taken, drafts);
}

/** What concerns a person concerns every address of theirs. */
async function holdBack(taken: TakenFromSomebody): Promise<Done> {
  // Posted again after somebody has read it and lifted the restriction, it must not set another.
  if (isKnown(taken, await readOwnLedger(taken))) return nothing;
  const { restrictProcessing } = await loadRights();
  const { points } = taken.contact;
  // The number's own first: whether the text was taken is looked up there.
  const others = points.flatMap(({ id }) => (id === taken.point.id ? [] : [id]));
  const drafts = restrictProcessing(draftContext(taken), {
    ...metadata(taken.text),
    contactPoints: [taken.point.id, ...others],
    ground: "objection_pending",
  });
  return append(taken, drafts);
}

async function append({ deps, tenant, call }: Taken, drafts: readonly ConsentDraft[]) {
  if (drafts.length === 0) return nothing;
  const { entries, refused } = await deps.engine.record(tenant, drafts, call);
  return {
    recorded: entries.length > 0,
    refused: refused.map(({ code }) => ({ code })),
    answer: null,
  };
}

async function readOwnLedger({ deps, tenant, call, point }: TakenFromSomebody) {
  const entries: LedgerEntry[] = [];
  const own = readLedger(deps, { tenant, contactPoint: point.id }, call);
  for await (const entry of own) entries.push(entry);
  return entries;
}

function isKnown({ base }: Taken, entries: readonly LedgerEntry[]): boolean {
  return entries.some(({ id }) => id.startsWith(base));
}

/** What was known of the number before this text. */
async function projectionBefore(taken: TakenFromSomebody, entries: readonly LedgerEntry[]) {
  const { emptyProjection, foldEvents, projectionFromJson, readEvent } = await loadLedger();
  const own = entries.findIndex(({ id }) => id.startsWith(taken.base));
  if (own >= 0) return foldEvents(entries.slice(0, own).map(readEvent));
  const { deps, tenant, call, point } = taken;
  const where = { tenant, contactPoint: point.id };
  const known = await deps.engine.store.readConsent(where, call);
  return (known && projectionFromJson(known.projection)) ?? emptyProjection;
}

function draftContext({ deps, base }: Taken) {
  let count = 0;
  const ids: IdSource = { next: () => `${base}_${count++}` };
  return { ids, random: deps.random, now: deps.clock.now() };
}

function metadata({ id, body, at, evidence }: IncomingText) {
  return {
    payload: { textId: id, body, ...evidence },
    ...(at === undefined ? {} : { at }),
  };
}
