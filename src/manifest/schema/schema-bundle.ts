import { Schema } from './schema';

/**
 * What `imports/schemas.json` holds: the schema of every served version of every kind, each part of them once.
 *
 * A definition stands under the hash of its content. `{ "$ref": hash }` stands for a definition wherever a value can be
 * described: under `properties`, `items` and `additionalProperties`, not within `oneOf`, `anyOf`, `allOf` and `not`.
 * The schemas describe what is below `apiVersion`, `kind` and `metadata`.
 */
export interface SchemaBundle {
  readonly definitions: Readonly<Record<string, Schema>>;
  /** By name of the set (`istio-1.31`, `gateway-api-1.6-standard`), then by API version and kind (`networking.istio.io/v1/Gateway`). */
  readonly sets: Readonly<Record<string, Readonly<Record<string, BundledKind>>>>;
}

export interface BundledKind {
  readonly scope: 'Namespaced' | 'Cluster';
  /** The hash of the definition. */
  readonly schema: string;
}
