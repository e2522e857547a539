import type { Attributes } from "@opentelemetry/api";

/** How many sets of attributes a metric has at most, by OpenTelemetry's specification. */
const MOST = 2_000;

/** What further ones are counted as. */
const OVERFLOW = { "otel.metric.overflow": true };

/** The series of a metric, one for each set of attributes. */
export class SeriesSet<S> {
  readonly #series = new Map<string, S>();
  readonly #create: (attributes: Attributes) => S;

  constructor(create: (attributes: Attributes) => S) {
    this.#create = create;
  }

  /** Returns the series of a set of attributes, in whatever order they are. */
  of(attributes: Attributes = {}): S {
    const key = keyOf(attributes);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= MOST && attributes !== OVERFLOW) return this.of(OVERFLOW);
    const created = this.#create({ ...attributes });
    this.#series.set(key, created);
    return created;
  }

  clear(): void {
    this.#series.clear();
  }

  [Symbol.iterator](): Iterator<S> {
    return this.#series.values();
  }
}

function keyOf(attributes: Attributes): string {
  const names = Object.keys(attributes);
  if (names.length === 0) return "";
  return JSON.stringify(names.sort().map((name) => [name, attributes[name]]));
}
