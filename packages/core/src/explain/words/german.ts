import type { ConsentChannel, ConsentState } from "../../ports/consent-gate.js";
import type { EventSubject } from "../../segments/behavior-nodes.js";
import type { Comparison, NumberComparison, Scalar } from "../../segments/comparison.js";
import type { DateComparison, DateRef, DayRange } from "../../segments/date-comparison.js";
import { isDateComparison } from "../../segments/date-comparison.js";
import { engagementWeights } from "../../segments/engagement.js";
import type { GeoArea } from "../../segments/place-nodes.js";
import type { SameKey } from "../../segments/same-key.js";
import type {
  Aggregate,
  AttributeNode,
  EventNode,
  MessageNode,
  MissingPolicy,
  Pairing,
  SegmentLeaf,
} from "../../segments/segment.js";
import type { Window } from "../../segments/window.js";
import type { CalendarPeriod } from "../../timing/calendar-period.js";
import type { DurationText } from "../../timing/duration-text.js";
import type { Weekday } from "../../timing/wall-clock.js";
import {
  type DurationUnit,
  durationParts,
  listWords,
  percent,
  predicateWords,
  quoted,
  type SegmentWords,
} from "./node-words.js";

export const german: SegmentWords = {
  and: ", und ",
  or: ", oder ",
  not: (inner) => `nicht (${inner})`,
  leaf,
  attribute,
  same,
};

const nouns: Readonly<Record<ConsentChannel, string>> = {
  email: "E-Mail",
  sms: "SMS",
  call: "Telefonanrufe",
};

const states: Readonly<Record<ConsentState, string>> = {
  granted: "ist erteilt",
  asserted: "ist behauptet",
  denied: "ist verweigert",
  withdrawn: "ist widerrufen",
  expired: "ist abgelaufen",
  none: "liegt nicht vor",
};

function leaf(node: SegmentLeaf): string {
  switch (node.op) {
    case "const":
      return node.value ? "alle" : "niemand";
    case "attr":
      return attribute(node);
    case "date":
      return `${subject(node.path)} ${dates(node.is)}${missing(node)}`;
    case "event":
      return event(node);
    case "message":
      return message(node);
    case "sequence":
      return `${node.steps.map(happening).join(", dann ")}, alles innerhalb von ${duration(node.within)}${during(node.window)}`;
    case "regular": {
      const { times, tolerance = 0, every } = node;
      const share = tolerance === 0 ? "jedem" : `mindestens ${times - tolerance}`;
      return `${happening(node)} in ${share} der letzten ${times} Abschnitte von ${duration(every)}`;
    }
    case "lapsed": {
      const before = node.active === undefined ? "davor" : `in den ${duration(node.active)} davor`;
      return `${happening(node)} nie in den letzten ${duration(node.gap)}, aber ${before}`;
    }
    case "returned": {
      const lately = node.active === undefined ? "" : ` in den letzten ${duration(node.active)}`;
      return `${happening(node)} wieder${lately} nach mindestens ${duration(node.gap)} ohne`;
    }
    case "rfm":
      return `${rfmNames[node.dim]} von ${happening(node)}${node.value === undefined ? "" : ` nach ${node.value}`}${during(node.window)} ist ${amount(node.is)}`;
    case "engagement": {
      const by = node.channel === undefined ? "" : ` per ${nouns[node.channel]}`;
      const { opened, clicked } = node.weights ?? engagementWeights;
      return `Aktivitätswert${by} (eine Öffnung zählt ${opened}, ein Klick ${clicked}, nach je ${duration(node.halfLife)} die Hälfte) ist ${amount(node.is)}`;
    }
    case "geo":
      return `die Position in ${subject(node.latitude)} und ${subject(node.longitude)} liegt ${area(node.in)}${missing(node)}`;
    case "region":
      return `${subject(node.path)} liegt in ${listWords(node.in, " oder ", rest)}${missing(node)}`;
    case "postal":
      return `${subject(node.path)} ist eine Postleitzahl ${ranges(node.in)}${missing(node)}`;
    case "consent":
      return `Einwilligung in ${node.purpose}${node.topic === undefined ? "" : ` (${node.topic})`} per ${nouns[node.channel]} ${states[node.state]}`;
    case "member":
      return `im Segment ${node.segment}`;
    case "list":
      return `auf der Liste ${node.list}`;
    case "sample":
      return `in der Stichprobe von ${percent(node.from)} bis ${percent(node.to)} aus ${quoted(node.salt)}`;
  }
}

const rfmNames = {
  r: "Punktzahl der Aktualität",
  f: "Punktzahl der Häufigkeit",
  m: "Punktzahl des Werts",
  cell: "Punktzahlen von Aktualität, Häufigkeit und Wert hintereinander",
} as const;

function attribute(node: AttributeNode): string {
  // These two have an answer for everybody.
  const isTold = "exists" in node.is || "empty" in node.is;
  return `${subject(node.path)} ${comparison(node.is)}${isTold ? "" : missing(node)}`;
}

const fields: Readonly<Record<string, string>> = {
  $locale: "die Sprache",
  $timeZone: "die Zeitzone",
  $jurisdiction: "der Rechtsraum",
  $createdAt: "der Zeitpunkt der Anlage",
  $channels: "die Liste der Kanäle",
  $lastOpenDay: "der letzte Tag einer Öffnung",
};

function subject(path: string): string {
  return path.startsWith("$") ? `${fields[path] ?? path.slice(1)} des Kontakts` : path;
}

function missing(node: { readonly missing?: MissingPolicy }): string {
  if (node.missing === "match") return " oder ist nicht bekannt";
  return node.missing === "nomatch" ? " und ist bekannt" : "";
}

function comparison(is: Comparison): string {
  if ("ne" in is) return `ist nicht ${value(is.ne)}`;
  if ("in" in is) return `ist eines von ${list(is.in)}`;
  if ("nin" in is) return `ist keines von ${list(is.nin)}`;
  if ("has" in is) return `hat ${value(is.has)}`;
  if ("hasAny" in is) return `hat eines von ${list(is.hasAny)}`;
  if ("hasAll" in is) return `hat alle von ${list(is.hasAll)}`;
  if ("hasNone" in is) return `hat keines von ${list(is.hasNone)}`;
  if ("starts" in is) return `beginnt mit ${value(is.starts)}`;
  if ("ends" in is) return `endet mit ${value(is.ends)}`;
  if ("contains" in is) return `enthält ${value(is.contains)}`;
  if ("eqFold" in is) return `ist ${value(is.eqFold)}, groß oder klein geschrieben`;
  if ("matches" in is) return `entspricht dem Muster ${value(is.matches)}`;
  if ("exists" in is) return is.exists ? "ist bekannt" : "ist nicht bekannt";
  if ("empty" in is) return is.empty ? "ist leer" : "ist nicht leer";
  if ("version" in is) {
    const { gte, lt } = is.version;
    const parts = [
      gte === undefined ? "" : `mindestens ${gte}`,
      lt === undefined ? "" : `unter ${lt}`,
    ];
    return `ist Version ${parts.filter((part) => part !== "").join(" und ")}`;
  }
  return `ist ${"eq" in is ? value(is.eq) : amount(is)}`;
}

function amount(is: NumberComparison): string {
  if ("eq" in is) return `${is.eq}`;
  if ("ne" in is) return `nicht ${is.ne}`;
  if ("gt" in is) return `mehr als ${is.gt}`;
  if ("gte" in is) return `mindestens ${is.gte}`;
  if ("lt" in is) return `weniger als ${is.lt}`;
  if ("lte" in is) return `höchstens ${is.lte}`;
  return `von ${is.between[0]} bis ${is.between[1]}`;
}

function happening({ event, where }: EventSubject): string {
  const names = typeof event === "string" ? event : event.join(" oder ");
  return where === undefined ? names : `${names} mit ${predicateWords(german, where)}`;
}

function event(node: EventNode): string {
  const what = `${happening(node)}${node.paired === undefined ? "" : pairing(node.paired)}`;
  const when = during(node.window);
  if (isDateComparison(node.is))
    return `${node.agg === "first" ? "erstes" : "letztes"} ${what}${when} ${dates(node.is)}`;
  if (node.agg !== "count")
    return `${aggregateName(node.agg)} von ${what}${when} ist ${amount(node.is)}`;
  return `${what} ${times(node.is)}${when}`;
}

/** ` ohne order.placed mit gleichem cart`. */
function pairing({ is, later, same: key, ...other }: Pairing): string {
  const join = is === "with" ? "zusammen mit" : "ohne";
  return ` ${join} ${later === true ? "späterem " : ""}${happening(other)} ${same(key)}`;
}

function same({ own, other }: SameKey): string {
  return own === other
    ? `mit gleichem Feld ${own}`
    : `mit dem Feld ${other} gleich dem eigenen Feld ${own}`;
}

const kinds: Readonly<Record<string, string>> = {
  ...{ sent: "gesendet", delivered: "zugestellt", opened: "geöffnet", clicked: "angeklickt" },
  ...{ bounced: "zurückgekommen", complained: "als Spam gemeldet" },
};

function message(node: MessageNode): string {
  const { template, channel, purpose, kind } = node;
  const what = [
    channel === undefined ? "Nachricht" : nouns[channel],
    template === undefined ? "" : ` ${template}`,
    purpose === undefined ? "" : ` für ${purpose}`,
  ].join("");
  const machines = node.humanOnly === false ? " von Mensch oder Maschine" : "";
  return `${what}${machines} ${times(node.is)} ${kinds[kind] ?? kind}${during(node.window)}`;
}

function aggregateName(agg: Exclude<Aggregate, "count">): string {
  if (agg === "first") return "erstes Mal";
  if (agg === "last") return "letztes Mal";
  if ("sum" in agg) return `Summe von ${agg.sum}`;
  if ("min" in agg) return `Kleinstwert von ${agg.min}`;
  if ("max" in agg) return `Höchstwert von ${agg.max}`;
  return "avg" in agg ? `Durchschnitt von ${agg.avg}` : `Anzahl verschiedener ${agg.distinct}`;
}

function times(is: NumberComparison): string {
  if (("eq" in is && is.eq === 0) || ("lt" in is && is.lt === 1) || ("lte" in is && is.lte === 0))
    return "nie";
  if (("gte" in is && is.gte === 1) || ("gt" in is && is.gt === 0)) return "mindestens einmal";
  return `${"eq" in is ? "genau " : ""}${amount(is)} Mal`;
}

const durationUnits: Readonly<Record<DurationUnit, string>> = {
  ...{ day: "Tagen", hour: "Stunden", minute: "Minuten", second: "Sekunden" },
};

/** In the dative, as all that is said around it asks. */
function duration(text: DurationText): string {
  const [count, unit] = durationParts(text);
  return count === 1 ? "1 Sekunde" : `${count} ${durationUnits[unit]}`;
}

function during(window: Window): string {
  if ("ever" in window) return "";
  if ("since" in window) return ` ab dem Datum in ${subject(window.since)}`;
  if ("from" in window) {
    const to = window.to === undefined ? "" : ` und früher als ${reference(window.to)}`;
    return ` nicht früher als ${reference(window.from)}${to}`;
  }
  if ("period" in window) return ` ${periods(window.period)}`;
  if (window.calendar !== true) return ` in den letzten ${duration(window.last)}`;
  const [count, unit] = durationParts(window.last);
  return unit === "day" ? ` an den letzten ${count} Tagen einschließlich heute` : " heute";
}

function dates(is: DateComparison): string {
  if ("before" in is) return `liegt früher als ${reference(is.before)}`;
  if ("since" in is) return `liegt nicht früher als ${reference(is.since)}`;
  if ("between" in is)
    return `liegt nicht früher als ${reference(is.between[0])} und früher als ${reference(is.between[1])}`;
  if ("on" in is) return `fällt auf ${is.on}`;
  if ("last" in is) return `liegt in den letzten ${duration(is.last)}`;
  if ("next" in is) return `liegt in den nächsten ${duration(is.next)}`;
  if ("day" in is) return `fällt ${days(is.day)}`;
  if ("period" in is) return `fällt in die Zeit: ${periods(is.period)}`;
  return `jährt sich ${days(is.anniversary)}`;
}

const weekdays: Readonly<Record<Weekday, string>> = {
  ...{ mon: "Montag", tue: "Dienstag", wed: "Mittwoch", thu: "Donnerstag" },
  ...{ fri: "Freitag", sat: "Samstag", sun: "Sonntag" },
};

const unitNames = {
  day: { near: ["gestern", "heute", "morgen"], one: "Tag", many: "Tagen" },
  week: { near: ["letzte Woche", "diese Woche", "nächste Woche"], one: "Woche", many: "Wochen" },
  month: {
    ...{ near: ["letzten Monat", "diesen Monat", "nächsten Monat"], one: "Monat" },
    many: "Monaten",
  },
  quarter: {
    ...{ near: ["letztes Quartal", "dieses Quartal", "nächstes Quartal"], one: "Quartal" },
    many: "Quartalen",
  },
  year: { near: ["letztes Jahr", "dieses Jahr", "nächstes Jahr"], one: "Jahr", many: "Jahren" },
} as const;

/** `diesen Monat`, `letzte Woche (Wochen beginnen am Montag)`. */
function periods(period: CalendarPeriod): string {
  const { unit, from, to } = period;
  const { near, one, many } = unitNames[unit];
  const name = (number: number): string =>
    near[number + 1] ?? `${one} ${number < 0 ? "vor" : "in"} ${Math.abs(number)} ${many}`;
  const words = from === to ? name(from) : `(${name(from)}) bis (${name(to)})`;
  return unit === "week" ? `${words} (Wochen beginnen am ${weekdays[period.weekStart]})` : words;
}

function reference(ref: DateRef): string {
  if (typeof ref === "string") return ref;
  return "ago" in ref ? `vor ${duration(ref.ago)}` : `in ${duration(ref.ahead)}`;
}

function days({ from, to }: DayRange): string {
  const name = (offset: number): string => {
    if (offset === 0) return "heute";
    const size = Math.abs(offset);
    return `${size === 1 ? "einen Tag" : `${size} Tage`} ${offset < 0 ? "vor" : "nach"} heute`;
  };
  return from === to ? `auf ${name(from)}` : `in die Tage von ${name(from)} bis ${name(to)}`;
}

function area(of: GeoArea): string {
  if ("center" in of)
    return `höchstens ${of.km} km von ${of.center.latitude}, ${of.center.longitude} entfernt`;
  return `von ${of.south} bis ${of.north} Grad Breite und von ${of.west} bis ${of.east} Grad Länge`;
}

function ranges(all: readonly (readonly [string, string])[]): string {
  const each = all.map(([from, to]) => (from === to ? `mit ${from}` : `von ${from} bis ${to}`));
  return listWords(each, " oder ", rest);
}

function value(of: Scalar): string {
  return typeof of === "boolean" ? (of ? "wahr" : "falsch") : quoted(of);
}

function list(values: readonly Scalar[]): string {
  return listWords(values.map(value), ", ", rest);
}

function rest(count: number): string {
  return `und ${count} weitere`;
}
