/** A Go module that carries CRDs or the OpenAPI of Kubernetes, or a repository of which no module does; pinned by the hash of its content. */
export interface Source {
  readonly module: string;
  readonly version: string;
  /** The `h1:` hash that `go.sum` would hold; of a copy `sha256:` and the hash of the file. */
  readonly sum: string;
  /** No Go module carries its CRDs: a copy of each lies in crds/. */
  readonly copied?: boolean;
  readonly licence: string;
  readonly copyright: string;
  readonly sets: readonly SchemaSet[];
}

/** CRDs that are installed together, under the name they have in the schema bundle. */
export interface SchemaSet {
  readonly name: string;
  /** A CRD file of the module, or a folder of them. */
  readonly path: string;
  /** The folder holds what the API server says of its own kinds, in OpenAPI. */
  readonly builtIn?: boolean;
  /** Whether the L1 constructs are generated from this set. */
  readonly constructs?: boolean;
}

const ISTIO = {
  module: 'istio.io/api',
  licence: 'Apache-2.0',
  copyright: 'Istio Authors',
  path: 'kubernetes/customresourcedefinitions.gen.yaml',
};

const GATEWAY_API = {
  module: 'sigs.k8s.io/gateway-api',
  licence: 'Apache-2.0',
  copyright: 'The Kubernetes Authors',
};

const INFERENCE_EXTENSION = {
  module: 'sigs.k8s.io/gateway-api-inference-extension',
  licence: 'Apache-2.0',
  copyright: 'The Kubernetes Authors',
};

function istio(minor: string, version: string, sum: string, options: { constructs?: boolean } = {}): Source {
  const { path, ...origin } = ISTIO;
  return { ...origin, version, sum, sets: [{ name: `istio-${minor}`, path, ...options }] };
}

// Only the experimental channel has every field, and L1 constructs drop the fields they do not know.
function gatewayApi(minor: string, version: string, sum: string, options: { constructs?: boolean } = {}): Source {
  return {
    ...GATEWAY_API,
    version,
    sum,
    sets: [
      { name: `gateway-api-${minor}-standard`, path: 'config/crd/standard' },
      { name: `gateway-api-${minor}-experimental`, path: 'config/crd/experimental', ...options },
    ],
  };
}

/** One of the kinds that llm-d's picker reads for its pool. */
function llmD(plural: string, sum: string): Source {
  return {
    module: 'github.com/llm-d/llm-d-router',
    version: 'v0.10.0',
    sum,
    licence: 'Apache-2.0',
    copyright: 'The llm-d Authors',
    copied: true,
    sets: [{ name: `llm-d-${plural}`, path: `llm-d.ai_${plural}.yaml` }],
  };
}

export const SOURCES: readonly Source[] = [
  istio('1.29', 'v1.29.6', 'h1:O7xvL89MJut2Lho0L27XDeB+WO8eb8seyDd9+zjaVGc='),
  istio('1.30', 'v1.30.3', 'h1:pPSa0uah/t7CEuwacS4rw5qK/oHGvxC0WO8i4RRGwEU='),
  istio('1.31', 'v1.31.1', 'h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=', { constructs: true }),
  gatewayApi('1.4', 'v1.4.1', 'h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8='),
  gatewayApi('1.5', 'v1.5.1', 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0='),
  gatewayApi('1.6', 'v1.6.1', 'h1:mock6phZbI6rvZerwrVNk7hVNymQgHo+6sJ81Ia7ftY=', { constructs: true }),
  {
    ...INFERENCE_EXTENSION,
    version: 'v1.6.0',
    sum: 'h1:cjtwMJYcTnLXBYE5ffR1/hHhn7U1aIFfe2RITYmOXVA=',
    sets: [{ name: 'inference-1.6', path: 'config/crd/bases', constructs: true }],
  },
  // The last release with an endpoint picker, and with the kinds that only pickers read.
  {
    ...INFERENCE_EXTENSION,
    version: 'v1.5.0',
    sum: 'h1:w9Awt60cmI1vM7Y6N81h8wDCBP0WkmxpdI7GKY0v070=',
    sets: ['inferenceobjectives', 'inferencemodelrewrites'].map((plural) => ({
      name: `picker-${plural}`,
      path: `config/crd/bases/inference.networking.x-k8s.io_${plural}.yaml`,
    })),
  },
  {
    module: 'github.com/Kuadrant/kuadrant-operator',
    version: 'main of 2026-08-22',
    sum: 'sha256:22e720ad5cd165b03f0a2454e0dcac9a6eac9c7f80bff8188fc8884b69a0ad55',
    licence: 'Apache-2.0',
    copyright: 'Red Hat, Inc.',
    copied: true,
    sets: [{ name: 'kuadrant', path: 'kuadrant.io_tokenratelimitpolicies.yaml', constructs: true }],
  },
  llmD('inferenceobjectives', 'sha256:ec45076683946f5d72be963bf5eaa9fdbd3047397292a9c2ed6801695e81735c'),
  llmD('inferencemodelrewrites', 'sha256:767421ae8049de6f2eaa84c548a17d75f1897e2f63fa24192e3bc09d8e889a39'),
  {
    module: 'k8s.io/kubernetes',
    version: 'v1.36.1',
    sum: 'h1:Mt7NKigaZ2KmOmCLhX81lGlH9JU5wjXnYhXnxAun9XA=',
    licence: 'Apache-2.0',
    copyright: 'The Kubernetes Authors',
    sets: [{ name: 'kubernetes', path: 'api/openapi-spec/v3', builtIn: true }],
  },
];
