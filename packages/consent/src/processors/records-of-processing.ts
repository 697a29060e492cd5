import type { ConsentDraft, Instant, JsonObject } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize, jsonCopy } from "../canonical/index.js";
import { toHex, utf8 } from "../encoding/index.js";
import { type Actor, purposeCovers } from "../events/index.js";
import type { Controller } from "../exports/index.js";
import { sha256 } from "../hash/index.js";
import { createDraft, type DraftContext, type Notice, noticeDigest } from "../opt-in/index.js";
import type { RetentionRule } from "../retention/index.js";
import { eea, type Party, type Processor, type TransferTool } from "./processor.js";
import { defineProcessors } from "./register.js";

/** A purpose as the tenant runs it. */
export interface PurposeRecord {
  readonly purpose: string;
  /** As people are told it. */
  readonly title: string;
  /** `newsletter readers`, `customers`. */
  readonly subjects: readonly string[];
  readonly dataClasses: readonly string[];
  /** `GDPR Art. 6(1)(a)`. */
  readonly legalBasis: string;
  /** Whoever else gets the data, who is no processor. */
  readonly recipients?: readonly string[];
}

export interface ProcessingInput {
  readonly controller: Controller;
  readonly jointControllers?: readonly Party[];
  readonly representative?: Party;
  readonly dataProtectionOfficer?: Party;
  readonly purposes: readonly PurposeRecord[];
  readonly notices: readonly Notice[];
  readonly processors: readonly Processor[];
  readonly retention: readonly RetentionRule[];
  /** The measures of Art. 32(1), by reference or in words. */
  readonly measures: readonly string[];
  readonly at: Instant;
  readonly home?: ReadonlySet<string>;
}

export interface Transfer {
  readonly to: string;
  readonly country: string;
  readonly tool?: TransferTool["tool"];
  readonly assessment?: string;
}

/** GDPR Art. 30(1)(a) to (g), field by field. */
export interface ControllerRecord {
  readonly a: {
    readonly controller: Controller;
    readonly jointControllers: readonly Party[];
    readonly representative?: Party;
    readonly dataProtectionOfficer?: Party;
  };
  readonly activities: readonly {
    readonly purpose: string;
    readonly b: {
      readonly title: string;
      readonly legalBasis: string;
      readonly notices: readonly string[];
    };
    readonly c: { readonly subjects: readonly string[]; readonly data: readonly string[] };
    readonly d: { readonly recipients: readonly string[]; readonly processors: readonly string[] };
    readonly e: readonly Transfer[];
    readonly f: readonly {
      readonly data: string;
      readonly period: string;
      readonly from: string;
      readonly legalRef: string;
    }[];
    readonly g: readonly string[];
  }[];
}

/**
 * The record of processing activities, generated from what the system runs on, so that it cannot
 * say anything else.
 * @throws InputError `INPUT_ROPA` for a purpose without a notice that names it, or a processor for
 * a purpose there is not; `INPUT_PROCESSOR`.
 */
export function recordsOfProcessing(input: ProcessingInput): ControllerRecord {
  const {
    controller,
    jointControllers = [],
    representative,
    dataProtectionOfficer,
    purposes,
    notices,
    retention,
  } = input;
  const processors = defineProcessors(input.processors).filter(({ status }) => status === "active");
  processors.forEach(({ purposes: served }, index) => {
    for (const purpose of served) {
      if (
        purposes.some(
          (each) => purposeCovers(purpose, each.purpose) || purposeCovers(each.purpose, purpose),
        )
      )
        continue;
      throw new InputError(
        "INPUT_ROPA",
        "A processor works for a purpose that is not among the purposes.",
        {
          path: `processors[${index}].purposes`,
          remedy: "Add the purpose, or take it from the processor.",
        },
      );
    }
  });
  return {
    a: {
      controller,
      jointControllers,
      ...(representative === undefined ? {} : { representative }),
      ...(dataProtectionOfficer === undefined ? {} : { dataProtectionOfficer }),
    },
    activities: purposes.map((purpose, index) => {
      const told = notices.filter((notice) =>
        notice.purposes.some((each) => purposeCovers(each, purpose.purpose)),
      );
      if (told.length === 0) {
        throw new InputError("INPUT_ROPA", "No notice tells people of a purpose.", {
          path: `purposes[${index}]`,
          remedy: "Publish a notice that names it, or end the purpose.",
        });
      }
      const serving = processors.filter((each) =>
        each.purposes.some((served) => purposeCovers(served, purpose.purpose)),
      );
      const recipients = [
        ...(purpose.recipients ?? []),
        ...told.flatMap((notice) => notice.recipients),
      ];
      return {
        purpose: purpose.purpose,
        b: {
          title: purpose.title,
          legalBasis: purpose.legalBasis,
          notices: told.map(noticeDigest),
        },
        c: { subjects: purpose.subjects, data: purpose.dataClasses },
        d: {
          recipients: [...new Set(recipients)],
          processors: serving.flatMap(({ name, subProcessors }) => [
            name,
            ...subProcessors.map((sub) => sub.name),
          ]),
        },
        e: serving.flatMap((processor) => listTransfers(processor, input.home ?? eea)),
        f: retention.map(({ dataClass, period, startEvent, legalRef }) => ({
          data: dataClass,
          period,
          from: startEvent,
          legalRef,
        })),
        g: input.measures,
      };
    }),
  };
}

function listTransfers(processor: Processor, home: ReadonlySet<string>): readonly Transfer[] {
  return [processor, ...processor.subProcessors].flatMap(({ name, country, locations, transfer }) =>
    [...new Set([country, ...locations])]
      .filter((place) => !home.has(place))
      .map((place) => ({
        to: name,
        country: place,
        ...(transfer === undefined ? {} : { tool: transfer.tool }),
        ...(transfer?.assessment === undefined ? {} : { assessment: transfer.assessment }),
      })),
  );
}

/** GDPR Art. 30(2)(a) to (d), for a tenant that works on behalf of others. */
export interface ProcessorRecord {
  readonly a: {
    readonly processor: Party;
    readonly controllers: readonly Party[];
    readonly dataProtectionOfficer?: Party;
  };
  /** Categories of processing carried out for each controller. */
  readonly b: readonly { readonly controller: string; readonly categories: readonly string[] }[];
  readonly c: readonly Transfer[];
  readonly d: readonly string[];
}

/** @throws InputError `INPUT_PROCESSOR`. */
export function recordsOfProcessor(input: {
  readonly processor: Party;
  readonly dataProtectionOfficer?: Party;
  readonly controllers: readonly (Party & { readonly purposes: readonly PurposeRecord[] })[];
  /** Those we engage ourselves. */
  readonly subProcessors: readonly Processor[];
  readonly measures: readonly string[];
  readonly home?: ReadonlySet<string>;
}): ProcessorRecord {
  return {
    a: {
      processor: input.processor,
      controllers: input.controllers.map(({ name, contact, country }) => ({
        name,
        contact,
        country,
      })),
      ...(input.dataProtectionOfficer === undefined
        ? {}
        : { dataProtectionOfficer: input.dataProtectionOfficer }),
    },
    b: input.controllers.map(({ name, purposes }) => ({
      controller: name,
      categories: purposes.map(({ title }) => title),
    })),
    c: defineProcessors(input.subProcessors)
      .filter(({ status }) => status === "active")
      .flatMap((processor) => listTransfers(processor, input.home ?? eea)),
    d: input.measures,
  };
}

/** Puts the digest of a record in the log, so that an authority can see which one held when. */
export function recordProcessing(
  by: DraftContext,
  record: ControllerRecord | ProcessorRecord,
  actor: Actor = { kind: "operator" },
): ConsentDraft {
  const json: JsonObject = jsonCopy(record);
  return createDraft(by, {
    id: by.ids.next(),
    type: "ropa.updated",
    effectiveAt: by.now,
    actor,
    detail: { digest: toHex(sha256(utf8(canonicalize(json)))) },
  });
}
