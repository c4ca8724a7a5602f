import type { RequestFilter } from '../simulate/properties/filter';

/** Which requests are meant. What is left out restricts nothing. */
export interface RequestSetOptions {
  /**
   * The hosts that are called: `inference.ml.example.com`, or `*.example.com`. A Service is called by each of its names.
   * @default - all
   */
  readonly hosts?: string[];
  /**
   * The paths, each in full or with `*` at its end: `/v1/chat/completions`, `/v1/*`.
   * @default - all
   */
  readonly paths?: string[];
  /**
   * The methods, in capitals: `POST`.
   * @default - all
   */
  readonly methods?: string[];
  /**
   * Headers that all of them carry, with exactly this value.
   * @default - any
   */
  readonly headers?: { readonly [name: string]: string };
  /**
   * Names of headers that none of them carries.
   * @default - any
   */
  readonly withoutHeaders?: string[];
  /**
   * None of them carries a token.
   * @default false
   */
  readonly withoutToken?: boolean;
  /**
   * Service accounts, `namespace/name`, whose requests are not meant.
   * @default - requests of all of them are
   */
  readonly exceptSources?: string[];
  /**
   * Namespaces whose workloads' requests are not meant.
   * @default - requests of all of them are
   */
  readonly exceptNamespaces?: string[];
}

/** All requests of a kind, for what is said of each of them: `MeshAssertions.everyRequest`. */
export class RequestSet {
  /**
   * Requests from outside of the cluster, by any of its Gateways.
   *
   * @param options which of them
   */
  public static fromOutside(options: RequestSetOptions = {}): RequestSet {
    return new RequestSet(['outside'], options);
  }

  /**
   * Requests of workloads: of each service account that runs or that a policy names, of others in each namespace, and of pods outside of the mesh.
   *
   * @param options which of them
   */
  public static fromInside(options: RequestSetOptions = {}): RequestSet {
    return new RequestSet(['inside'], options);
  }

  /**
   * Requests from outside and of workloads.
   *
   * @param options which of them
   */
  public static fromAnywhere(options: RequestSetOptions = {}): RequestSet {
    return new RequestSet(['outside', 'inside'], options);
  }

  /** @internal */
  public readonly _filter: RequestFilter;

  private constructor(from: RequestFilter['from'], options: RequestSetOptions) {
    this._filter = { from, ...options };
  }
}
