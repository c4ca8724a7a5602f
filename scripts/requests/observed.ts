/** What the box saw of a request (conformance/internal/caller). */
export interface Observed {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  readonly headers?: HeaderLines;
  readonly answered?: Receipt;
  readonly receipts?: readonly Receipt[];
  readonly seconds: number;
  readonly broken?: string;
  readonly reset?: boolean;
}

export type HeaderLines = Readonly<Record<string, readonly string[]>>;

/** What a backend received. */
export interface Receipt {
  readonly backend: { readonly namespace: string; readonly name: string };
  readonly protocol: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: HeaderLines;
}

/** What the box says of a case (conformance/internal/report). */
export interface BoxResult {
  readonly case: string;
  readonly complaints?: readonly { readonly judge: string; readonly text: string }[];
  readonly requests?: readonly { readonly name: string; readonly observed?: readonly Observed[] }[];
}
