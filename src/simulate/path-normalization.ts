/** What a proxy makes of a path before anything compares it, and hands on. */
export interface PathNormalization {
  /** Escapes of plain characters, backslashes and dots are resolved (Envoy, `normalize_path`). */
  readonly resolves: boolean;
  /** Slashes that follow each other become one (`merge_slashes`). */
  readonly mergesSlashes: boolean;
  /** Escaped slashes of both kinds are slashes, before anything else is done (`path_with_escaped_slashes_action`). */
  readonly unescapesSlashes: boolean;
}

const BASE: PathNormalization = { resolves: true, mergesSlashes: false, unescapesSlashes: false };

/** `pathNormalization.normalization` of a MeshConfig (istio.io/istio pilot/pkg/networking/core/listener_builder.go `buildHTTPConnectionManager`). */
const MODES = {
  DEFAULT: BASE,
  NONE: { ...BASE, resolves: false },
  BASE,
  MERGE_SLASHES: { ...BASE, mergesSlashes: true },
  DECODE_AND_MERGE_SLASHES: { ...BASE, mergesSlashes: true, unescapesSlashes: true },
} as const satisfies Readonly<Record<string, PathNormalization>>;

export type NormalizationMode = keyof typeof MODES;

export function pathNormalization(mode: NormalizationMode = 'DEFAULT'): PathNormalization {
  return MODES[mode];
}
