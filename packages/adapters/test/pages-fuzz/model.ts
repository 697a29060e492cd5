import type { DrawnPurpose, PagesCase } from "./draw-case.ts";

/** What must be in force, kept by the rules of the pages alone: it knows no ledger and no gate. */
export type Watch = "send" | "track.open" | "track.click";

export interface ModelCell {
  readonly channel: "email" | "sms";
  readonly purpose: string;
  /** Empty: the purpose itself. */
  readonly topic: string;
  readonly activity: Watch;
}

export interface ModelPoint {
  readonly id: string;
  readonly channel: "email" | "sms";
}

/** A message that asks to confirm, in the hands of the person. */
export interface Ask {
  readonly point: string;
  readonly path: string;
  readonly at: number;
  readonly cells: readonly ModelCell[];
  readonly open: Set<string>;
}

export type Status = "on" | "waiting" | "off";
export const day = 86_400_000;
export const askLives = 14 * day;

export function cellId({ channel, purpose, topic, activity }: ModelCell): string {
  return `${channel}:${purpose}:${topic}:${activity}`;
}
export function boxFor({ channel, purpose, topic }: ModelCell): string {
  return `on:${channel}:${purpose}:${topic}`;
}
function keyFor({ id }: Pick<ModelPoint, "id">, cell: ModelCell): string {
  return `${id}|${cellId(cell)}`;
}
function isBelow(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`);
}

export function listCells({ channel, name, topics }: DrawnPurpose): readonly ModelCell[] {
  return ["", ...topics].map((topic) => ({ channel, purpose: name, topic, activity: "send" }));
}
export const watching: readonly Watch[] = ["track.open", "track.click"];
export function watchable(cell: ModelCell, activity: Watch): boolean {
  return !(cell.channel === "sms" && activity === "track.open");
}

export class Model {
  /** What still speaks for a cell at a point; a denial at any of the person's points ends it. */
  readonly #yes = new Set<string>();
  /** When it was denied at the point itself, unless its mailbox lifted that. */
  readonly #deniedAt = new Map<string, number>();
  readonly #provenAt = new Map<string, number>();
  #turn = 0;
  readonly asks: Ask[] = [];
  readonly cells: readonly ModelCell[];
  readonly drawn: PagesCase;
  readonly points: readonly ModelPoint[];

  constructor(drawn: PagesCase, points: readonly ModelPoint[]) {
    this.drawn = drawn;
    this.points = points;
    this.cells = drawn.purposes
      .flatMap(listCells)
      .flatMap((cell) => [
        cell,
        ...watching
          .filter((each) => watchable(cell, each))
          .map((activity) => ({ ...cell, activity })),
      ]);
  }

  on(point: ModelPoint, cell: ModelCell): boolean {
    if (this.#isDenied(point, cell)) return false;
    if (this.#yes.has(keyFor(point, cell))) return true;
    return cell.activity === "send" && this.drawn.us && cell.channel === "email";
  }

  /** A wish counts at each point of the person, until the mailbox lifts it there or here. */
  #isDenied(point: ModelPoint, cell: ModelCell): boolean {
    const provenAt = this.#provenAt.get(keyFor(point, cell)) ?? -1;
    return this.points.some((each) => (this.#deniedAt.get(keyFor(each, cell)) ?? -1) > provenAt);
  }

  status(point: ModelPoint, cell: ModelCell, now: number): Status {
    if (this.on(point, cell)) return "on";
    const asked = this.asks.some(
      (ask) => ask.point === point.id && now < ask.at + askLives && ask.open.has(cellId(cell)),
    );
    return asked ? "waiting" : "off";
  }

  overall(cell: ModelCell, now: number): Status {
    const all = this.at(cell.channel).map((point) => this.status(point, cell, now));
    return all.find((each) => each === "on") ?? all.find((each) => each === "waiting") ?? "off";
  }

  at(channel: string): readonly ModelPoint[] {
    return this.points.filter((point) => point.channel === channel);
  }

  /** A yes that no mailbox proved lifts no denial. */
  grant(point: ModelPoint, cell: ModelCell): void {
    this.#yes.add(keyFor(point, cell));
  }

  confirm(ask: Ask, cell: ModelCell): void {
    const key = keyFor({ id: ask.point }, cell);
    this.#yes.add(key);
    this.#provenAt.set(key, ++this.#turn);
    this.#deniedAt.delete(key);
    ask.open.delete(cellId(cell));
  }

  /** On the point's own channel, as pages write it. */
  deny(point: ModelPoint, covers: (cell: ModelCell) => boolean): void {
    this.wish(point, (cell) => cell.channel === point.channel && covers(cell));
  }

  /** Also ends every question about it that is still open, at whichever point. */
  wish(point: ModelPoint, covers: (cell: ModelCell) => boolean): void {
    this.#turn++;
    for (const cell of this.cells) {
      if (!(covers(cell) || covers({ ...cell, activity: "send" }))) continue;
      this.#deniedAt.set(keyFor(point, cell), this.#turn);
      for (const each of this.points) this.#yes.delete(keyFor(each, cell));
      for (const ask of this.asks) ask.open.delete(cellId(cell));
    }
  }

  asksToday(point: ModelPoint, now: number): number {
    return this.asks.filter((ask) => ask.point === point.id && ask.at > now - day).length;
  }

  #offered(): readonly DrawnPurpose[] {
    return this.drawn.purposes.filter(({ offered }) => offered);
  }

  #holds({ name, channel }: DrawnPurpose): boolean {
    return this.#offered().some(
      (other) => other.name !== name && other.channel === channel && isBelow(name, other.name),
    );
  }

  /** The switches of the page as it must be drawn. */
  boxes(now: number): ReadonlyMap<string, Status> {
    const boxes = new Map<string, Status>();
    const shown: ModelCell[] = [];
    for (const purpose of this.#offered()) {
      for (const cell of listCells(purpose)) {
        const status = this.overall(cell, now);
        const isExtra = cell.topic === "" && purpose.topics.length > 0;
        if (status === "off" && (isExtra || this.at(cell.channel).length === 0)) continue;
        boxes.set(boxFor(cell), status);
        shown.push(cell);
      }
    }
    for (const activity of watching) {
      const able = this.#offered()
        .flatMap(listCells)
        .filter((cell) => watchable(cell, activity));
      const concerned = able
        .map((cell) => ({ cell, status: this.overall({ ...cell, activity }, now) }))
        .filter(({ cell, status }) => status !== "off" || this.overall(cell, now) !== "off");
      if (concerned.length === 0 && !shown.some((cell) => watchable(cell, activity))) continue;
      const [first] = concerned;
      if (concerned.every(({ status }) => status === first?.status))
        boxes.set(`track:${activity}`, first?.status ?? "off");
      else
        for (const { cell, status } of concerned)
          boxes.set(`track:${activity}${boxFor(cell).slice(2)}`, status);
    }
    return boxes;
  }

  /** What a saved form ends, and what it asks for on each channel. */
  save(
    shown: ReadonlyMap<string, Status>,
    ticked: ReadonlySet<string>,
    now: number,
  ): readonly { readonly channel: "email" | "sms"; readonly cells: readonly ModelCell[] }[] {
    const wanted = (["email", "sms"] as const).map((channel) => ({
      channel,
      cells: this.#wanted(channel, shown, ticked, now),
    }));
    const cleared = (name: string): boolean => shown.has(name) && !ticked.has(name);
    const ends: (() => void)[] = [];
    for (const point of this.points) {
      const offered = this.#offered().filter(({ channel }) => channel === point.channel);
      for (const purpose of offered) {
        const live = listCells(purpose).filter((cell) => this.status(point, cell, now) !== "off");
        const ended = live.filter((cell) => cleared(boxFor(cell)));
        const holds = this.#holds(purpose);
        const own = ended.some(({ topic }) => topic === "");
        const kept = listCells(purpose).some((cell) => ticked.has(boxFor(cell)));
        if (own && ended.length === live.length && !holds && !kept)
          ends.push(() =>
            this.deny(
              point,
              (cell) => cell.channel === point.channel && isBelow(purpose.name, cell.purpose),
            ),
          );
        else
          for (const { topic } of ended)
            ends.push(() =>
              this.deny(
                point,
                (cell) =>
                  cell.channel === point.channel &&
                  cell.topic === topic &&
                  (topic === "" || holds
                    ? cell.purpose === purpose.name
                    : isBelow(purpose.name, cell.purpose)),
              ),
            );
      }
      for (const activity of watching) {
        const live = offered
          .flatMap(listCells)
          .filter((cell) => watchable(cell, activity))
          .filter((cell) => this.status(point, { ...cell, activity }, now) !== "off");
        if (cleared(`track:${activity}`)) {
          if (live.length > 0)
            ends.push(() => this.deny(point, (cell) => cell.activity === activity));
        } else
          for (const each of live)
            if (cleared(`track:${activity}${boxFor(each).slice(2)}`))
              ends.push(() =>
                this.deny(
                  point,
                  (cell) => cell.activity === activity && boxFor(cell) === boxFor(each),
                ),
              );
      }
    }
    for (const end of ends) end();
    return wanted.filter(({ cells }) => cells.length > 0);
  }

  #wanted(
    channel: string,
    shown: ReadonlyMap<string, Status>,
    ticked: ReadonlySet<string>,
    now: number,
  ): readonly ModelCell[] {
    if (this.at(channel).length === 0) return [];
    const chosen = (name: string): boolean => shown.get(name) === "off" && ticked.has(name);
    const cells = this.#offered()
      .filter((purpose) => purpose.channel === channel)
      .flatMap(listCells);
    const isOn = (cell: ModelCell): boolean => this.overall(cell, now) === "on";
    return [
      ...cells.filter((cell) => chosen(boxFor(cell)) && !isOn(cell)),
      ...watching.flatMap((activity) =>
        cells
          .filter((cell) => ticked.has(boxFor(cell)) && watchable(cell, activity))
          .map((cell) => ({ ...cell, activity }))
          .filter(
            (cell) =>
              !isOn(cell) &&
              (chosen(`track:${activity}`) || chosen(`track:${activity}${boxFor(cell).slice(2)}`)),
          ),
      ),
    ];
  }
}
