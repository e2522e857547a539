/** What makes spans or metrics: a library, or a part of the program, as OpenTelemetry names it. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string | undefined;
}

/** What the recorder itself makes. */
export const OWN_SCOPE: InstrumentationScope = { name: "hipstershop" };
