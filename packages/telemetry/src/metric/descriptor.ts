/** What a metric is. */
export interface Descriptor {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** A counter only grows, an upDownCounter is a sum too, a gauge is not. */
  readonly type: "counter" | "upDownCounter" | "gauge" | "histogram";
}
