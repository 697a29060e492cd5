// The people of the demo, played by rules: who confirms, who never does, who clicks, who leaves,
// and whose mail scanner follows every link. What somebody does depends on their address alone, so
// every run plays the same piece.
import { createHash } from "node:crypto";
import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Tenant } from "@wellsent/adapters/app";
import { browser } from "@wellsent/adapters/testing";
import { type Store, sendKeyFromRef } from "@wellsent/core";
import PostalMime from "postal-mime";
import type { ReceivedMail } from "./mail-sink.ts";

const minute = 60_000;
const hour = 60 * minute;

type Act =
  | "scan"
  | "confirm"
  | "confirm-again"
  | "click"
  | "one-click"
  | "leave-by-page"
  | "complain";

interface Plan {
  readonly at: number;
  readonly act: Act;
  readonly mail: ReceivedMail;
  readonly opened: Opened;
}

interface Tally {
  readonly acts: Readonly<Record<Act, number>>;
  /**
   * Links followed by mail scanners, and what that changed in the ledger: nothing, or something is
   * wrong.
   */
  readonly scanned: { readonly links: number; readonly changes: number };
}

/** 0 to 99, the same for an address in every run. */
function lot(address: string, salt: string): number {
  return createHash("sha256").update(`${salt}/${address}`).digest().readUInt16BE(0) % 100;
}

export function wantsClickTracking(address: string): boolean {
  return lot(address, "clicks") < 60;
}
export function wantsOpenTracking(address: string): boolean {
  return lot(address, "opens") < 25;
}

interface Opened {
  readonly template: string;
  readonly links: readonly string[];
  readonly oneClick: string | null;
}

async function openMail(mail: ReceivedMail): Promise<Opened> {
  const parsed = await PostalMime.parse(mail.raw);
  const links = [...(parsed.text ?? "").matchAll(/https:\/\/[^\s)\]>"]+/g)].map(([link]) => link);
  const subject = parsed.subject ?? "";
  const template = /confirm|Bestätigung/i.test(subject)
    ? "please-confirm"
    : /Tuesday|Dienstag/.test(subject)
      ? "tuesday"
      : "welcome";
  const header = parsed.headers.find(({ key }) => key === "list-unsubscribe")?.value ?? "";
  return { template, links, oneClick: /<(https:[^>]+)>/.exec(header)?.[1] ?? null };
}

async function plansFor(mail: ReceivedMail): Promise<readonly Plan[]> {
  const opened = await openMail(mail);
  const { template } = opened;
  // To the quarter of an hour: whoever acts in the same one does so in the same step of the clock.
  const plan = (act: Act, after: number): Plan => {
    const at = Math.ceil((mail.at + after) / (15 * minute)) * 15 * minute;
    return { act, at, mail, opened };
  };
  const plans: Plan[] = [];
  if (lot(mail.to, "scanner") < 10) plans.push(plan("scan", 1_000));
  const mood = lot(mail.to, template);
  const delay = (1 + lot(mail.to, "delay")) * 20 * minute;
  if (template === "please-confirm" && mood < 70) {
    plans.push(plan("confirm", delay));
    if (mood < 5) plans.push(plan("confirm-again", delay + hour));
  }
  if (template === "welcome") {
    if (mood < 35) plans.push(plan("click", delay));
    else if (mood < 42) plans.push(plan("one-click", delay));
    else if (mood < 44) plans.push(plan("complain", delay));
  }
  if (template === "tuesday") {
    if (mood < 30) plans.push(plan("click", delay));
    else if (mood < 34) plans.push(plan("leave-by-page", delay));
  }
  return plans;
}

export interface People {
  /** The next instant at which somebody does something; `null`: nobody will. */
  next(): number | null;
  /** Lets everybody act whose time has come. */
  actUntil(now: number): Promise<void>;
  receive(mail: ReceivedMail): void;
  /** Resolves once every mail received so far has been looked at. */
  settled(): Promise<void>;
  tally(): Tally;
}

export function playPeople(parts: {
  readonly shop: Pick<Tenant, "id" | "report">;
  readonly store: Store;
  readonly web: (request: Request) => Promise<Response>;
  /** Remembers what has been done, so that a run after a crash does not do it again. */
  readonly diary: string;
}): People {
  const { shop, store, web, diary } = parts;
  const reader = browser(web);
  const done = new Set(existsSync(diary) ? readFileSync(diary, "utf8").split("\n") : []);
  const page = openSync(diary, "a");
  let plans: Plan[] = [];
  let reading: Promise<void> = Promise.resolve();
  const acts: Record<Act, number> = {
    scan: 0,
    confirm: 0,
    "confirm-again": 0,
    click: 0,
    "one-click": 0,
    "leave-by-page": 0,
    complain: 0,
  };
  const scanned = { links: 0, changes: 0 };
  const ledgerSize = async (): Promise<number> => (await store.readLedgerHead(shop.id)).size;

  const perform = async ({ act, mail, opened: { links, oneClick } }: Plan): Promise<void> => {
    const ours = links.filter((link) => link.startsWith("https://shop.example/m/"));
    const link = (letter: string): string | undefined =>
      ours.find((url) => url.startsWith(`https://shop.example/m/${letter}/`));
    switch (act) {
      case "scan": {
        const before = await ledgerSize();
        for (const url of ours)
          for (const method of ["GET", "HEAD"]) await web(new Request(url, { method }));
        scanned.links += ours.length;
        scanned.changes += (await ledgerSize()) - before;
        return;
      }
      case "confirm":
      case "confirm-again": {
        const confirm = link("c");
        const page = confirm && (await reader.visit(confirm));
        // Whoever comes back sees that it is done, and has no button any more.
        if (page && "action" in page.fields) await page.press();
        return;
      }
      case "click": {
        // Without permission to watch clicks the mail holds the shop's own link, and nobody hears
        // of it.
        const tracked = link("l");
        if (tracked) await reader.follow(tracked);
        return;
      }
      case "one-click":
        if (oneClick) await reader.postOneClick(oneClick);
        return;
      case "leave-by-page": {
        const unsubscribe = link("u");
        if (unsubscribe) await (await reader.visit(unsubscribe)).press({ scope: "everything" });
        return;
      }
      case "complain": {
        const message = sendKeyFromRef(mail.id.slice(0, mail.id.indexOf("@")));
        const event = {
          type: "complained",
          dedupeKey: `fbl:${message}`,
          message,
          at: mail.at + hour,
          complaint: { feedbackType: "abuse" },
        } as const;
        await shop.report([event]);
      }
    }
  };

  const receive = (mail: ReceivedMail): void => {
    reading = reading.then(async () => {
      const fresh = (await plansFor(mail)).filter(({ act }) => !done.has(`${mail.id} ${act}`));
      plans = [...plans, ...fresh].sort((a, b) => a.at - b.at || (a.mail.id < b.mail.id ? -1 : 1));
    });
  };

  return {
    receive,
    settled: () => reading,
    next: () => plans[0]?.at ?? null,
    actUntil: async (now) => {
      for (let plan = plans[0]; plan && plan.at <= now; plan = plans[0]) {
        plans = plans.slice(1);
        await perform(plan);
        acts[plan.act] += 1;
        done.add(`${plan.mail.id} ${plan.act}`);
        writeSync(page, `${plan.mail.id} ${plan.act}\n`);
      }
    },
    tally: () => ({ acts, scanned }),
  };
}
