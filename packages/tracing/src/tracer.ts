/** Numbers and names of ours: never what a caller sent, an address, a key or an actor. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

export type SpanOptions = {
  readonly attributes?: SpanAttributes;
  /** The header `traceparent` of the request that the span answers; what is none is ignored. */
  readonly answers?: string | null;
};

/** A span while its work is done. */
export type OpenSpan = {
  readonly rename: (name: string) => void;
  readonly set: (attributes: SpanAttributes) => void;
  /** The work failed, though nothing was thrown. */
  readonly fail: () => void;
};

export type Tracer = {
  /**
   * Does the work as a span within the span it is called in. A rejection is passed on and marks the
   * span as failed; its message stays here.
   */
  readonly span: <T>(
    name: string,
    options: SpanOptions,
    work: (span: OpenSpan) => Promise<T>,
  ) => Promise<T>;
};

/** Does the work, as a span where somebody traces. */
export const inSpan = async <T>(
  tracer: Tracer | undefined,
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> =>
  tracer === undefined ? await work() : await tracer.span(name, { attributes }, work);
