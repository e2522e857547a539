/** What is sent to the pages that are open. Markup is sent as text. */
export type MapEvent =
  /** Everything, by the names of the parts of a page. */
  | { readonly type: "drawing"; readonly parts: Readonly<Record<string, string>> }
  /** The instances of a service: as dots, and as a list. */
  | {
      readonly type: "dots";
      readonly service: string;
      readonly wide: string;
      readonly narrow: string;
      readonly list: string;
    }
  | { readonly type: "news"; readonly news: string }
  /** The texts that have changed, by their keys; see `liveTexts`. */
  | { readonly type: "texts"; readonly texts: Readonly<Record<string, string>> }
  | { readonly type: "sparks"; readonly sparks: readonly SparkOfCall[] };

/** A call that is to be drawn: its edge, when it began within the batch, and whether it failed. */
export type SparkOfCall = readonly [edge: string, afterMs: number, failed: 0 | 1];
