import type { Instant } from "@wellsent/core";

/**
 * What is due when, earliest first. Entries are hints: whether one still holds is asked of the record itself, so a
 * change needs no search, a rollback needs no undo, and a hint too many costs nothing but a look.
 */
export interface DueQueue {
  hint(id: string, at: Instant): void;
  /** Takes ids that are due, by instant and then by id. They are gone until {@link DueQueue.giveBack}. */
  take(now: Instant, limit: number): readonly string[];
  /** Ends a call: what it took is filed again under whatever instant its record now has. */
  giveBack(): void;
  earliest(): Instant | null;
}

interface Hint {
  readonly at: Instant;
  readonly id: string;
}

export function createDueQueue(dueAt: (id: string) => Instant | null): DueQueue {
  const heap: Hint[] = [];
  let taken = new Set<string>();

  const holds = (hint: Hint): boolean => dueAt(hint.id) === hint.at && !taken.has(hint.id);
  const top = (): Hint | undefined => {
    while (heap[0] !== undefined && !holds(heap[0])) pop(heap);
    return heap[0];
  };

  return {
    hint: (id, at) => push(heap, { id, at }),
    take(now, limit) {
      const ids: string[] = [];
      for (
        let next = top();
        next !== undefined && next.at <= now && ids.length < limit;
        next = top()
      ) {
        ids.push(next.id);
        taken.add(next.id);
        pop(heap);
      }
      return ids;
    },
    giveBack() {
      const ids = taken;
      taken = new Set();
      for (const id of ids) {
        const at = dueAt(id);
        if (at !== null) push(heap, { id, at });
      }
    },
    earliest: () => top()?.at ?? null,
  };
}

function before(left: Hint, right: Hint): boolean {
  return left.at === right.at ? left.id < right.id : left.at < right.at;
}

function push(heap: Hint[], hint: Hint): void {
  let child = heap.length;
  heap.push(hint);
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !before(hint, above)) break;
    heap[child] = above;
    child = parent;
  }
  heap[child] = hint;
}

function pop(heap: Hint[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    const left = heap[child];
    if (left === undefined) break;
    const right = heap[child + 1];
    const smaller = right !== undefined && before(right, left) ? right : left;
    if (smaller === right) child += 1;
    if (!before(smaller, last)) break;
    heap[parent] = smaller;
    parent = child;
  }
  heap[parent] = last;
}
