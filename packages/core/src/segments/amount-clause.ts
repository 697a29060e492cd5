import type { NumberComparison } from "./comparison.js";

export interface AmountClause<Node> {
  is(value: number): Node;
  isNot(value: number): Node;
  moreThan(value: number): Node;
  atLeast(value: number): Node;
  lessThan(value: number): Node;
  atMost(value: number): Node;
  /** Both ends included. */
  between(low: number, high: number): Node;
}

export function amountClause<Node>(node: (is: NumberComparison) => Node): AmountClause<Node> {
  return {
    is: (eq) => node({ eq }),
    isNot: (ne) => node({ ne }),
    ...boundClause(node),
  };
}

/** Comparisons of a score that decays: it is never equal to anything for long. */
export type BoundClause<Node> = Omit<AmountClause<Node>, "is" | "isNot">;

type Bound = Exclude<NumberComparison, { readonly eq: number } | { readonly ne: number }>;

export function boundClause<Node>(node: (is: Bound) => Node): BoundClause<Node> {
  return {
    moreThan: (gt) => node({ gt }),
    atLeast: (gte) => node({ gte }),
    lessThan: (lt) => node({ lt }),
    atMost: (lte) => node({ lte }),
    between: (low, high) => node({ between: [low, high] }),
  };
}
