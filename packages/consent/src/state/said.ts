import { denialCovers, type Scope } from "../events/index.js";
import { type Cell, grantCovers } from "./cell.js";
import { coveringDenials } from "./cell-state.js";
import type { AddressProjection, CellGrants, Projection, RequestState } from "./projection.js";
import { addressSuppressions, erasureOf } from "./standing.js";

/** Events that speak for anything below a scope, by id: what a denial of it would end. */
export const saidFor = (projection: Projection, scope: Scope): readonly string[] => [
  ...Object.values(projection.grants).flatMap((held) =>
    denialCovers(scope, held.cell) ? grantIds(held) : [],
  ),
  ...Object.values(projection.requests).flatMap((request) =>
    request.cell !== undefined && denialCovers(scope, request.cell)
      ? [...requestIds(request), ...answerIds(request)]
      : [],
  ),
];

/** Events that a new request for a cell would answer or follow, by id: all but open requests. */
export const saidAbout = (projection: AddressProjection, cell: Cell): readonly string[] => [
  ...coveringDenials(projection, cell).map(({ id }) => id),
  ...addressSuppressions(projection).map(({ added }) => added.id),
  erasureOf(projection)?.id ?? "",
  ...Object.values(projection.grants).flatMap((held) =>
    grantCovers(held.cell, cell) ? grantIds(held) : [],
  ),
  ...Object.values(projection.requests).flatMap((request) =>
    request.cell !== undefined && grantCovers(request.cell, cell) ? answerIds(request) : [],
  ),
];

const grantIds = ({ subject, proven, asserted, waiting = {} }: CellGrants): readonly string[] =>
  [subject, proven, asserted, ...Object.values(waiting)].flatMap((mark) => mark?.id ?? []);

const requestIds = ({ asked }: RequestState): readonly string[] =>
  asked === undefined ? [] : [asked.id];

const answerIds = ({ answer }: RequestState): readonly string[] =>
  answer === undefined ? [] : [answer.id];
