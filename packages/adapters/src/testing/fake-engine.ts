import type { Schema } from "@wellsent/core";
import { createEngine, type EngineOptions } from "@wellsent/core/engine";
import { authoring } from "@wellsent/core/engine/authoring";
import { type CampaignOptions, campaigns } from "@wellsent/core/engine/campaigns";
import { migrations } from "@wellsent/core/engine/migrations";
import {
  type FakeConsentGateOptions,
  type FakeTemplate,
  fakeConsentGate,
  fakePages,
  fakeRenderer,
  type RecordingLogger,
  recordingLogger,
  type SimulatedClock,
  seededRandom,
  simulatedClock,
} from "@wellsent/core/testing";
import type { AppEngine } from "../app/index.js";
import {
  type MemoryEmailTransport,
  type MemorySmsTransport,
  memoryEmailTransport,
  memorySmsTransport,
  memoryStore,
} from "../memory/index.js";
import { webHandler } from "../web/index.js";
import { instantAt, type Moment } from "./moment.js";

export interface FakeEngineOptions<S extends Schema>
  extends Partial<Omit<EngineOptions<S>, "clock" | "schema" | "parts">>,
    CampaignOptions {
  readonly schema: S;
  readonly templates?: Readonly<Record<string, FakeTemplate>>;
  /** Default: everybody may be written to who has not said no. */
  readonly gate?: FakeConsentGateOptions;
  /** Default: `2026-01-05T09:00:00Z`, a Monday. */
  readonly at?: Moment;
}

/** An engine on fakes that fit together, and each of them. */
export interface FakeEngine<S extends Schema> {
  readonly engine: AppEngine<S>;
  readonly clock: SimulatedClock;
  /** Mails and texts, as long as no transport of one's own was given. */
  readonly mails: MemoryEmailTransport["sent"];
  readonly texts: MemorySmsTransport["sent"];
  readonly log: RecordingLogger["lines"];
  /** The fake pages: `Request` in, `Response` out. */
  readonly web: (request: Request) => Promise<Response>;
}

/**
 * An engine for tests of one part of it: a store, transport, renderer or gate of yours, or what
 * calls the engine. Whatever is not given is a fake, and the fakes fit together: links that the
 * renderer writes are opened by the pages, which record what the gate reads. They prove nothing
 * about the law: that is for {@link testApp}.
 *
 * @example
 * const templates = { hello: { text: "Hello, {firstName}" } };
 * const { engine, mails } = fakeEngine({ schema, templates });
 */
export function fakeEngine<S extends Schema>({
  templates = {},
  gate = { allow: "all" },
  at = "2026-01-05T09:00:00Z",
  campaignBatch,
  seriesContent,
  ...given
}: FakeEngineOptions<S>): FakeEngine<S> {
  const clock = simulatedClock(instantAt(at));
  const email = memoryEmailTransport();
  const sms = memorySmsTransport();
  const logger = recordingLogger();
  const engine = createEngine({
    store: memoryStore(),
    consent: fakeConsentGate(gate),
    pages: fakePages(),
    renderer: fakeRenderer(templates),
    senderFor: () => ({
      from: { address: "hello@sender.example", name: "The Sender" },
      smsFrom: { type: "number", e164: "+12025550100" },
      timeZone: "UTC",
    }),
    random: seededRandom(1),
    ...{ email, sms, logger, clock },
    ...given,
    parts: [campaigns({ campaignBatch, seriesContent }), migrations(), authoring()],
  });
  return {
    ...{ engine, clock, mails: email.sent, texts: sms.sent, log: logger.lines },
    web: webHandler(engine, { basePath: "/m", now: () => clock.now() }),
  };
}
