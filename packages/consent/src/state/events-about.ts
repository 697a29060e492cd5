import { type ConsentScope, denialCovers } from "../events/index.js";
import { activeErasure, addressSuppressions } from "./active-restrictions.js";
import { type Cell, grantCovers } from "./cell.js";
import { coveringDenials } from "./cell-state.js";
import type { AddressProjection, CellGrants, Projection, RequestState } from "./projection.js";

/** Events that speak for anything below a scope, by id: what a denial of it would end. */
export function saidFor(projection: Projection, scope: ConsentScope): readonly string[] {
  return [
    ...Object.values(projection.grants).flatMap((held) =>
      denialCovers(scope, held.cell) ? grantIds(held) : [],
    ),
    ...Object.values(projection.requests).flatMap((request) =>
      request.cell !== undefined && denialCovers(scope, request.cell)
        ? [...requestIds(request), ...answerIds(request)]
        : [],
    ),
  ];
}

/** Events that a new request for a cell would answer or follow, by id: all but open requests. */
export function eventsAbout(projection: AddressProjection, cell: Cell): readonly string[] {
  return [
    ...coveringDenials(projection, cell).map(({ id }) => id),
    ...addressSuppressions(projection).map(({ added }) => added.id),
    activeErasure(projection)?.id ?? "",
    ...Object.values(projection.grants).flatMap((held) =>
      grantCovers(held.cell, cell) ? grantIds(held) : [],
    ),
    ...Object.values(projection.requests).flatMap((request) =>
      request.cell !== undefined && grantCovers(request.cell, cell) ? answerIds(request) : [],
    ),
  ];
}

function grantIds({ subject, proven, asserted, waiting = {} }: CellGrants): readonly string[] {
  return [subject, proven, asserted, ...Object.values(waiting)].flatMap((mark) => mark?.id ?? []);
}

function requestIds({ asked }: RequestState): readonly string[] {
  return asked === undefined ? [] : [asked.id];
}

function answerIds({ answer }: RequestState): readonly string[] {
  return answer === undefined ? [] : [answer.id];
}
