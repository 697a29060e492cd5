// One interpreter of all steps: split up, each part would need the whole state of the others.
import { type ConsentScope, requestConsent, withdrawConsent } from "@wellsent/consent";
import type { ContactPointId } from "@wellsent/core";
import type { PagesCase, Step } from "./draw-case.ts";
import { acme, base, type FuzzWorld, fuzzWorld, labelFor } from "./fuzz-world.ts";
import {
  type Ask,
  askLives,
  cellId,
  Model,
  type ModelCell,
  type ModelPoint,
  type Status,
  watching,
} from "./model.ts";

export interface CaseReport {
  /** What was not as it must be, after which step. */
  readonly violation: string | null;
  readonly reached: Readonly<Record<string, number>>;
}

interface Page {
  readonly path: string;
  readonly point: string;
  readonly hidden: string;
  readonly boxes: ReadonlyMap<string, Status>;
  readonly ticked: ReadonlySet<string>;
}

class Violation extends Error {}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Violation(what);
}

function nameFor(cell: ModelCell, drawn: PagesCase): string {
  const purpose = drawn.purposes.find(({ name }) => name === cell.purpose);
  const label = purpose?.offered === true ? labelFor(cell.purpose) : cell.purpose;
  if (cell.topic !== "")
    return purpose?.offered === true ? `T-${cell.topic} (${label})` : `${cell.topic} (${label})`;
  return label;
}

function parsePage(path: string, point: string, text: string): Page {
  const boxes = new Map<string, Status>();
  const ticked = new Set<string>();
  const pattern =
    /<input type="checkbox" name="([^"]+)" value="1"( checked)?> <span>(.*?)<\/span>/g;
  for (const [, name = "", checked, label = ""] of text.matchAll(pattern)) {
    if (checked !== undefined) ticked.add(name);
    const waits = label.includes("(waits until you confirm it)");
    boxes.set(name, checked === undefined ? "off" : waits ? "waiting" : "on");
  }
  const [, hidden = ""] = /name="shown" value="([^"]*)"/.exec(text) ?? [];
  return { path, point, hidden, boxes, ticked };
}

/** Plays one case against the engine and the model side by side. Never throws for a violation. */
export async function runCase(drawn: PagesCase): Promise<CaseReport> {
  const world = await fuzzWorld(drawn);
  const reached: Record<string, number> = {};
  const points = world.ann.points.map(({ id, channel }): ModelPoint => ({ id, channel }));
  const model = new Model(drawn, points);
  const play = player(drawn, world, model, (what) => {
    reached[what] = (reached[what] ?? 0) + 1;
  });
  for (const [index, step] of drawn.steps.entries()) {
    world.clock.advanceBy(1000 + (step.c % 5000));
    try {
      await play(step);
      await inForce(drawn, world, model);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return { violation: `step ${index}, ${step.kind}: ${error.message}`, reached };
    }
  }
  return { violation: null, reached };
}

/** The gate's word on every cell at every point is the model's. */
async function inForce(
  _: PagesCase,
  { store, gate, clock, jurisdiction }: FuzzWorld,
  model: Model,
): Promise<void> {
  for (const point of model.points) {
    const contactPoint = point.id as ContactPointId;
    const known = await store.readConsent({ tenant: acme, contactPoint });
    if (known === null) throw new Error("no such point");
    for (const cell of model.cells) {
      if (cell.channel !== point.channel) continue;
      const { channel, purpose, topic, activity } = cell;
      const { allowed, reasons } = gate.decide(
        {
          ...{ tenant: acme, contactPoint, channel, purpose, activity, messageClass: "marketing" },
          ...(topic === "" ? {} : { topic }),
          ...{ jurisdictions: [jurisdiction], timeZones: [], at: clock.now() },
        },
        known,
      );
      const is = allowed || reasons.every(({ effect }) => effect !== "deny");
      must(
        is === model.on(point, cell),
        `${cellId(cell)} at ${point.id} is ${is ? "" : "not "}in force (${reasons.map(({ code }) => code).join()})`,
      );
    }
  }
}

function player(drawn: PagesCase, world: FuzzWorld, model: Model, reach: (what: string) => void) {
  const { clock, engine, pages, email, sms, ids, random, visit, size, notice } = world;
  const shown: Page[] = [];
  const sends = model.cells.filter(({ activity }) => activity === "send");
  const pointAt = (index: number): ModelPoint =>
    model.points[index % model.points.length] as ModelPoint;
  const cellAt = (list: readonly ModelCell[], index: number): ModelCell =>
    list[index % list.length] as ModelCell;
  const cellsAt = (point: ModelPoint): readonly ModelCell[] =>
    model.cells.filter(({ channel }) => channel === point.channel);
  const scopeFor = ({ channel, purpose, topic, activity }: ModelCell) => ({
    ...{ channel, purpose, activity },
    ...(topic === "" ? {} : { topic }),
  });
  const by = () => ({ ids, random, now: clock.now() });

  /** Reading changes nothing, whatever is read. */
  const read = async (method: string, path: string) => {
    const before = await size();
    const answer = await visit(method, path);
    must((await size()) === before, `${method} ${path.slice(0, 2)} appended something`);
    return answer;
  };

  const link = (step: Step, letter: "u" | "p") => {
    const { channel } = pointAt(step.a);
    const own = sends.filter((cell) => cell.channel === channel);
    // A purpose that went to this channel once, and is not of the schema any more.
    const gone = { channel, purpose: "gone", topic: "", activity: "send" } as const;
    const cell = own.length === 0 ? gone : cellAt(own, step.b);
    const { made, point } = world.oldLinks(world.ann, step.a, cell);
    const url = letter === "u" ? made.unsubscribe : made.preferences;
    return { path: url.slice(base.length), point: point.id as string, cell };
  };

  /** Messages that ask to confirm, since the counts given. */
  const asksSince = (mails: number, texts: number): readonly { to: string; path: string }[] =>
    [
      ...email.sent.slice(mails).map(({ to, text }) => ({ to: to.address, text })),
      ...sms.sent.slice(texts).map(({ to, body }) => ({ to, text: body })),
    ].flatMap(({ to, text }) => {
      const [, path] = /https:\/\/m\.example\/c\/(c\/\S+)/.exec(text) ?? [];
      return path === undefined ? [] : [{ to, path }];
    });

  /** Whatever was wanted is asked at its own point by one message, or is said to be refused. */
  const asked = (
    wanted: readonly { readonly point: ModelPoint; readonly cells: readonly ModelCell[] }[],
    came: readonly { to: string; path: string }[],
    text: string,
  ): void => {
    let left = came.length;
    for (const { point, cells } of wanted) {
      const { address } = world.ann.points.find(({ id }) => id === point.id) ?? {
        address: undefined,
      };
      const mine = came.filter(({ to }) => to === address);
      must(mine.length < 2, `${mine.length} messages ask ${point.id}`);
      left -= mine.length;
      const [one] = mine;
      const now = clock.now();
      if (one !== undefined) {
        must(model.asksToday(point, now) < 3, "a fourth question in a day");
        model.asks.push({
          ...{ point: point.id, path: one.path, at: now, cells },
          open: new Set(cells.map(cellId)),
        });
        reach("asked to confirm");
        if (cells.every(({ activity }) => activity !== "send")) reach("asked about watching alone");
        if (cells.length > 1) reach("several cells in one message");
        if (point.channel === "sms") reach("asked by text message");
        continue;
      }
      const same = model.asks.some(
        (ask) =>
          ask.point === point.id &&
          now < ask.at + askLives &&
          cells.every((cell) => ask.open.has(cellId(cell))),
      );
      if (same) {
        reach("asked before");
        continue;
      }
      must(model.asksToday(point, now) >= 3, `nobody asked about ${cells.map(cellId).join()}`);
      must(text.includes("Please try this again tomorrow"), "a refusal is not said");
      reach("refusal said");
    }
    must(left === 0, `${left} messages too many ask`);
  };

  const findTarget = (channel: string, own: string): ModelPoint | undefined => {
    const there = model.at(channel);
    return there.find(({ id }) => id === own) ?? there[0];
  };

  const post = async (page: Page, ticked: ReadonlySet<string>, withShown = true) => {
    const [mails, texts] = [email.sent.length, sms.sent.length];
    const before = await size();
    const body = Object.fromEntries([...ticked].map((name) => [name, "1"]));
    const { status, text } = await visit("POST", page.path, {
      ...body,
      ...(withShown ? { shown: page.hidden } : {}),
      action: "save",
    });
    if (!withShown && ticked.size === 0) {
      must(status === 400, `what no form sends answers ${status}`);
      must((await size()) === before, "what no form sends appended something");
      reach("not the form");
      return 0;
    }
    must(status === 200, `saving answers ${status}`);
    const wanted = model.save(page.boxes, ticked, clock.now());
    asked(
      wanted.flatMap(({ channel, cells }) => {
        const point = findTarget(channel, page.point);
        return point === undefined ? [] : [{ point, cells }];
      }),
      asksSince(mails, texts),
      text,
    );
    return (await size()) - before;
  };

  const show = async (step: Step): Promise<Page> => {
    const { path, point } = link(step, "p");
    const { status, text } = await read("GET", path);
    must(status === 200, `the page answers ${status}`);
    const page = parsePage(path, point, text);
    const expected = model.boxes(clock.now());
    const told = (boxes: ReadonlyMap<string, Status>): string =>
      [...boxes]
        .map((each) => each.join("="))
        .toSorted()
        .join(" ");
    must(told(page.boxes) === told(expected), `shown ${told(page.boxes)}, not ${told(expected)}`);
    for (const status of page.boxes.values()) reach(`shown ${status}`);
    if ([...page.boxes.keys()].some((name) => name.startsWith("track:track.click:")))
      reach("watching shown cell by cell");
    shown.push(page);
    return page;
  };

  const listOpen = (ask: Ask): readonly ModelCell[] =>
    clock.now() >= ask.at + askLives ? [] : ask.cells.filter((cell) => ask.open.has(cellId(cell)));

  const confirm = async (ask: Ask, step: Step): Promise<void> => {
    const open = listOpen(ask);
    const seen = await read("GET", ask.path);
    must(
      (seen.status === 200) === (open.length > 0 || /used before|with the link/.test(seen.text)),
      "a dead link",
    );
    const inForce = model.points.some(
      (point) => point.id === ask.point && ask.cells.some((cell) => model.on(point, cell)),
    );
    must(
      inForce || !seen.text.includes("used before"),
      "a used link calls confirmed what is not in force",
    );
    if (seen.text.includes("with the link")) reach("a used link tells what has ended");
    const sent = open.filter(({ activity }) => activity === "send");
    for (const cell of open)
      must(seen.text.includes(nameFor(cell, drawn)), `the page does not name ${cellId(cell)}`);
    const ways = [
      ...new Set(open.filter((cell) => !sent.includes(cell)).map((each) => each.activity)),
    ];
    const alone = sent.length === 0 && ways.length === 1;
    const also = ways.filter((_, index) => (step.b >> index) % 2 === 1);
    const body = alone
      ? { action: step.b % 4 === 0 ? "confirm" : "allow" }
      : { action: "confirm", ...Object.fromEntries(also.map((way) => [`also:${way}`, "1"])) };
    await visit("POST", ask.path, body);
    const allows = (cell: ModelCell): boolean =>
      cell.activity === "send" || (alone ? body.action === "allow" : also.includes(cell.activity));
    for (const cell of open) if (allows(cell)) model.confirm(ask, cell);
    reach(open.length === 0 ? "confirmed too late" : "confirmed");
    if (open.some((cell) => !allows(cell))) reach("watching not allowed along");
  };

  /** By a link. Where it is recorded; it counts at every point of the person that it covers. */
  const leave = (
    own: ModelPoint,
    covers: (cell: ModelCell) => boolean,
    everywhere: boolean,
  ): void => {
    for (const point of model.points)
      if (everywhere || point.channel === own.channel) model.wish(point, covers);
  };

  return async (step: Step): Promise<void> => {
    reach(step.kind);
    switch (step.kind) {
      case "grant": {
        const point = pointAt(step.a);
        const cells = cellsAt(point).filter((_, index) => (step.b >> (index % 20)) % 2 === 0);
        if (cells.length === 0) return;
        const contactPoint = point.id as ContactPointId;
        const common = { contactPoint, notice, mode: "single" } as const;
        const { drafts } = requestConsent(by(), { ...common, cells: cells.map(scopeFor) });
        await engine.record(acme, drafts);
        for (const cell of cells) model.grant(point, cell);
        return;
      }
      case "request": {
        const point = pointAt(step.a);
        const all = cellsAt(point);
        const cells = all.filter((_, index) => (step.b >> (index % 20)) % 3 === 0);
        if (cells.length === 0) return;
        const contactPoint = point.id as ContactPointId;
        const made = requestConsent(by(), {
          ...{ contactPoint, notice, mode: "double" },
          cells: cells.map(scopeFor),
        });
        const { refused } = await engine.record(acme, made.drafts);
        must(refused.length > 0 === model.asksToday(point, clock.now()) >= 3, "a request's limit");
        if (refused.length > 0 || made.confirmation === undefined) return;
        const known = world.ann.points.find(({ id }) => id === point.id);
        const [first] = cells;
        const { confirm: url = "" } = pages.links({
          ...{ tenant: acme, contactPoint, fingerprint: known?.fingerprints[0] ?? "" },
          ...{ message: "campaign:form" as never, purpose: first?.purpose ?? "" },
          ...{ messageClass: "confirmation_request", at: clock.now(), request: made.confirmation },
        });
        model.asks.push({
          ...{ point: point.id, path: url.slice(base.length), at: clock.now(), cells },
          open: new Set(cells.map(cellId)),
        });
        return;
      }
      case "withdraw": {
        const point = pointAt(step.a);
        const cells = cellsAt(point);
        if (cells.length === 0) return;
        const { channel, purpose, topic, activity } = cellAt(cells, step.b);
        const below = (cell: ModelCell): boolean =>
          cell.purpose === purpose || cell.purpose.startsWith(`${purpose}.`);
        const choices: readonly (readonly [ConsentScope, (cell: ModelCell) => boolean])[] = [
          [{}, () => true],
          [{ channel }, (cell) => cell.channel === channel],
          [{ purpose }, below],
          [{ activity }, (cell) => cell.activity === activity],
          [{ purpose, exact: true }, (cell) => cell.purpose === purpose && cell.topic === ""],
          ...(topic === ""
            ? []
            : ([
                [
                  { channel, purpose, topic },
                  (cell: ModelCell) =>
                    below(cell) && cell.topic === topic && cell.channel === channel,
                ],
              ] as const)),
        ];
        const [scope, covers] = choices[step.c % choices.length] ?? [{}, () => true];
        const contactPoint = point.id as ContactPointId;
        await engine.record(acme, [withdrawConsent(by(), { contactPoint, scope })]);
        model.wish(point, covers);
        return;
      }
      case "mail": {
        const cell = cellAt(sends, step.b);
        const [mails, texts] = [email.sent.length, sms.sent.length];
        const id = `m-${step.a}-${clock.now()}`;
        await engine.send({
          ...{ tenant: acme, contact: world.ann.id, id, purpose: cell.purpose },
          template: cell.channel === "sms" ? "texted" : "news",
          ...(cell.topic === "" ? {} : { topic: cell.topic }),
        });
        await engine.drain(acme);
        const point = model.at(cell.channel).find((each) => model.on(each, cell));
        const came = email.sent.length - mails + sms.sent.length - texts;
        if (cell.channel === "sms")
          return must(came === 0 || point !== undefined, "a text unasked");
        must(came === (point === undefined ? 0 : 1), `${came} mails`);
        if (point === undefined) return;
        const { html = "", text = "" } = email.sent.at(-1) ?? {};
        const pixel = html.includes("<img");
        const clicks = text.includes(`${base}l/`);
        const may = (activity: "track.open" | "track.click") =>
          model.on(point, { ...cell, activity });
        must(pixel === may("track.open"), `the mail has ${pixel ? "a" : "no"} pixel`);
        must(clicks === may("track.click"), `the mail's links are ${clicks ? "" : "not "}tracked`);
        reach(pixel || clicks ? "mail that watches" : "mail that does not watch");
        return;
      }
      case "show":
        await show(step);
        return;
      case "unchanged": {
        const page = await show(step);
        const more = await post(page, page.ticked, step.c % 2 === 0);
        must(more === 0, `saving what was shown appended ${more} events`);
        return;
      }
      case "untick all": {
        const page = await show(step);
        if (step.c % 2 === 0) await post(page, new Set(), false);
        await post(page, new Set());
        for (const cell of model.cells)
          if (drawn.purposes.some(({ name, offered }) => offered && name === cell.purpose))
            for (const point of model.at(cell.channel))
              must(!model.on(point, cell), `the model still allows ${cellId(cell)}`);
        return;
      }
      case "untick one":
      case "tick one": {
        const page = await show(step);
        const names = [...page.boxes.keys()];
        const name = names.filter((each) => page.ticked.has(each) === (step.kind === "untick one"))[
          step.c % Math.max(1, names.length)
        ];
        if (name === undefined) return;
        const ticked = new Set(page.ticked);
        if (!ticked.delete(name)) ticked.add(name);
        reach(`${step.kind}, done`);
        await post(page, ticked);
        return;
      }
      case "save":
      case "stale page": {
        const page =
          step.kind === "save" ? await show(step) : shown[step.c % Math.max(1, shown.length)];
        if (page === undefined) return;
        const ticked = new Set(
          [...page.boxes.keys()].filter((_, index) => (step.b >> (index % 20)) % 2 === 0),
        );
        await post(page, ticked);
        return;
      }
      case "one-click":
      case "leave": {
        const { path, point, cell } = link(step, "u");
        const own = model.points.find(({ id }) => id === point) as ModelPoint;
        const scope = ["topic", "purpose", "everything", "tracking"][step.c % 4] ?? "topic";
        const oneClick = step.kind === "one-click";
        await visit(
          "POST",
          path,
          oneClick ? { "List-Unsubscribe": "One-Click" } : { action: "unsubscribe", scope },
        );
        const below = (each: ModelCell): boolean =>
          each.purpose === cell.purpose || each.purpose.startsWith(`${cell.purpose}.`);
        if (!oneClick && scope === "everything") leave(own, () => true, true);
        else if (!oneClick && scope === "tracking")
          leave(own, ({ activity }) => watching.includes(activity), true);
        else if (!oneClick && scope === "purpose") leave(own, below, false);
        else
          leave(
            own,
            (each) => below(each) && (cell.topic === "" || each.topic === cell.topic),
            false,
          );
        return;
      }
      case "undo": {
        const { path, point, cell } = link(step, "u");
        const own = model.points.find(({ id }) => id === point) as ModelPoint;
        if (cell.purpose === "gone") return;
        const [mails, texts] = [email.sent.length, sms.sent.length];
        const { text } = await visit("POST", path, { action: "undo" });
        const wanted = [{ point: own, cells: [{ ...cell, channel: own.channel }] }];
        asked(wanted, asksSince(mails, texts), text);
        return;
      }
      case "confirm":
      case "confirm twice": {
        const ask = model.asks[step.a % Math.max(1, model.asks.length)];
        if (ask === undefined) return;
        await confirm(ask, step);
        if (step.kind === "confirm twice") await confirm(ask, { ...step, b: 0 });
        return;
      }
      case "read": {
        const letter = step.c % 2 === 0 ? "u" : "p";
        const { path } = link(step, letter);
        await read(["GET", "HEAD", "OPTIONS", "PUT"][step.b % 4] ?? "GET", path);
        const wording = await read("GET", `n/acme/${notice}`);
        must(
          wording.status === 200 && wording.text.includes("We may write to you."),
          "the wording",
        );
        return;
      }
      case "tamper": {
        const { path } = link(step, "p");
        const at = 4 + (step.c % (path.length - 5));
        const other = path[at] === "A" ? "B" : "A";
        const touched = path.slice(0, at) + other + path.slice(at + 1);
        const before = await size();
        const { status } = await visit("POST", touched, { action: "save", scope: "everything" });
        must(status === 404, `a touched link answers ${status}`);
        must((await size()) === before, "a touched link appended something");
        return;
      }
      case "other tenant": {
        const { made } = world.oldLinks(world.other, step.a, cellAt(sends, step.b));
        const before = await size();
        const url = step.c % 2 === 0 ? made.unsubscribe : made.preferences;
        await visit("POST", url.slice(base.length), { scope: "everything", action: "save" });
        must((await size()) === before, "another tenant's link appended something here");
        return;
      }
      case "later":
        clock.advanceBy((1 + (step.a % 400)) * 3_600_000);
        return;
    }
  };
}
