/** Something that happens at a simulated time. */
export interface Event {
  readonly atMs: number;
  /** Which of the events of one moment comes first. */
  readonly order: number;
  readonly run: () => void;
  canceled: boolean;
}

/** What is still to happen. */
export interface EventQueue {
  push(event: Event): void;
  /** Takes out the event that comes next, or returns undefined when none is left. */
  pop(): Event | undefined;
}

/** Creates an empty queue: a binary heap, because most events are canceled before they come. */
export function createEventQueue(): EventQueue {
  const heap: Event[] = [];
  const at = (index: number) => heap[index] as Event;

  function swap(a: number, b: number): void {
    const event = at(a);
    heap[a] = at(b);
    heap[b] = event;
  }

  function comesBefore(a: number, b: number): boolean {
    const { atMs, order } = at(a);
    return atMs < at(b).atMs || (atMs === at(b).atMs && order < at(b).order);
  }

  function sink(): void {
    for (let index = 0; ; ) {
      let first = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && comesBefore(child, first)) first = child;
      }
      if (first === index) return;
      swap(index, first);
      index = first;
    }
  }

  return {
    push(event) {
      let index = heap.push(event) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!comesBefore(index, parent)) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop() {
      const next = heap[0];
      const last = heap.pop();
      if (next !== last) {
        heap[0] = last as Event;
        sink();
      }
      return next;
    },
  };
}
