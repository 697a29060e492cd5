import type { AnswerMember, AnswerShape } from "../definition.js";
import type { AnswerCondition } from "./call-step.js";
import type { Where } from "./step-parts.js";
import { toCondition } from "./where.js";

interface Kinds {
  readonly text: string;
  readonly number: number;
  readonly boolean: boolean;
}

/** What a name of an answer holds, by what is declared. */
export type Members = Readonly<Record<string, AnswerMember>>;

type KindOf<M> = M extends `${infer K extends keyof Kinds}?`
  ? Kinds[K]
  : M extends keyof Kinds
    ? Kinds[M]
    : never;

/** The data that an answer becomes, by the members that are declared. */
export type AnswerData<M extends Members> = {
  readonly [Name in keyof M as M[Name] extends `${string}?` ? never : Name]: KindOf<M[Name]>;
} & {
  readonly [Name in keyof M as M[Name] extends `${string}?` ? Name : never]?: KindOf<M[Name]>;
};

/** What a webhook answers, and conditions on it. */
export interface WebhookAnswer<in out Name extends string, in out M extends Members>
  extends AnswerShape {
  readonly as: Name;
  readonly members: M;
  /**
   * For a branch behind the webhook. The answer stands in the run's data under its name.
   * @example
   * const stock = webhookAnswer("stock", { left: "number" });
   * w.webhook({ url: "https://hooks.shop.example/stock", event: "stock.asked", answer: stock })
   *   .branch(stock.when((d) => d.data("stock.left").atLeast(1)), { no: (w) => w.exit("none") })
   *   .send(news);
   */
  when(where: Where<{ readonly [Key in Name]: AnswerData<M> }>): AnswerCondition;
}

/**
 * Declares what a webhook answers: flat members, kept by name and kind. A question mark marks
 * those that may be missing.
 * @example
 * const stock = webhookAnswer("stock", { left: "number", place: "text?" });
 */
export function webhookAnswer<const Name extends string, const M extends Members>(
  as: Name,
  members: M,
): WebhookAnswer<Name, M> {
  return {
    as,
    members,
    when: whenAnswered,
  };
}

/** A condition on what a step got back, which stands in the run's data. */
export function whenAnswered<Data>(build: Where<Data>): AnswerCondition {
  const { where } = toCondition(build);
  return { answer: where === undefined ? { op: "const", value: true } : { op: "trigger", where } };
}
