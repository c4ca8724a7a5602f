/** The program that picks endpoints, and its release: names of groups, flags and plugins differ. */
export enum PickerRelease {
  /** Endpoint picker of the Gateway API Inference Extension 1.5, the last with one. */
  GIE_1_5 = 'gie-1.5',
  /** Router of llm-d 0.10, its successor. Its profile rests on its sources; the release itself was not run. */
  LLM_D_ROUTER_0_10 = 'llm-d-router-0.10',
}

/** What a release is like. */
export interface ReleaseProfile {
  readonly image: string;
  /** `apiVersion` of the EndpointPickerConfig. */
  readonly configVersion: string;
  /** The API group of InferenceObjective and InferenceModelRewrite. */
  readonly objectiveGroup: string;
  /** By this header a request names its objective. */
  readonly objectiveHeader: string;
  /** By this header a request says whose it is, for fairness among those of one priority. */
  readonly fairnessHeader: string;
  /** Parsers in a list, and the saturation detector in the section of flow control. */
  readonly nestedSections: boolean;
  /** Alpha plugins are there, behind a flag. */
  readonly experimentalPlugins: boolean;
  /** `--drain-timeout` */
  readonly drains: boolean;
  /** Prefill and decode by profiles of their own. */
  readonly disaggregation: boolean;
}

/**
 * Fields and flags of each release, each with the file that has it: of sigs.k8s.io/gateway-api-inference-extension v1.5.0, which runs in the box, and of
 * llm-d/llm-d-router v0.10.0, which was not run. Whoever decides on one asks this table.
 */
export const RELEASES: { readonly [release in PickerRelease]: ReleaseProfile } = {
  [PickerRelease.GIE_1_5]: {
    image: 'registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0', // config/charts/inferencepool/values.yaml
    configVersion: 'inference.networking.x-k8s.io/v1alpha1', // apix/config/v1alpha1
    objectiveGroup: 'inference.networking.x-k8s.io', // apix/v1alpha2
    objectiveHeader: 'x-gateway-inference-objective', // pkg/epp/metadata/consts.go
    fairnessHeader: 'x-gateway-inference-fairness-id', // pkg/epp/metadata/consts.go
    nestedSections: false, // apix/config/v1alpha1
    experimentalPlugins: false, // pkg/epp/server/options.go
    drains: false, // pkg/epp/server/options.go
    disaggregation: false, // cmd/epp/runner/runner.go registers no handler for it
  },
  [PickerRelease.LLM_D_ROUTER_0_10]: {
    image: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0', // config/charts/routerlib/values.yaml
    configVersion: 'llm-d.ai/v1alpha1', // apix/config/v1alpha1
    objectiveGroup: 'llm-d.ai', // apix/v1alpha2, config/crd/bases
    objectiveHeader: 'x-llm-d-inference-objective', // pkg/epp/metadata/consts.go
    fairnessHeader: 'x-llm-d-inference-fairness-id', // pkg/epp/metadata/consts.go
    nestedSections: true, // apix/config/v1alpha1
    experimentalPlugins: true, // pkg/epp/server/options.go: --allow-experimental-plugins
    drains: true, // pkg/epp/server/options.go: --drain-timeout
    disaggregation: true, // deploy/config/pd-epp-config.yaml
  },
};

/** `apiVersion` of InferenceObjective and InferenceModelRewrite. */
export function objectiveVersion(release: PickerRelease): string {
  return `${RELEASES[release].objectiveGroup}/v1alpha2`;
}

/** Headers by which requests name objective and fairness, of every release: the picker reads them before a route changes any. */
export const PICKER_HEADERS: readonly string[] = Object.values(RELEASES)
  .flatMap(({ objectiveHeader, fairnessHeader }) => [objectiveHeader, fairnessHeader]);
