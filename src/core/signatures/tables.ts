/** By name of the type, or of the function. */
export interface Table<T> {
  readonly [name: string]: T;
}

/** Types by prop or parameter: `Backend`, `LlmTarget[]` for a list, `SpanTag{}` for a map, with `?` where it may be left out. */
export interface Fields {
  readonly [field: string]: string;
}

/** The values of an enum. */
export interface Members {
  readonly [member: string]: string;
}

/** What is known of a class or an interface. */
export interface ObjectSignature {
  /** What gives such an object. */
  readonly ways: readonly string[];
  /** Of an interface, what anybody's own must have. */
  readonly members?: readonly string[];
}
