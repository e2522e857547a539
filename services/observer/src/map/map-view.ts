import type { Dot } from "./instance-board.ts";
import type { Edge } from "./traffic.ts";

/** What the map shows at one moment. */
export interface MapView {
  readonly services: readonly MapService[];
  readonly edges: readonly Edge[];
  /** Whether a service has a page, on which copies of it are started. */
  readonly hasServicePages: boolean;
}

export interface MapService {
  readonly name: string;
  /** Whether the registry has ever told of it. Others are only known from calls. */
  readonly isAnnounced: boolean;
  readonly dots: readonly Dot[];
}
