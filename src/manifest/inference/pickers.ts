import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import { groupBy } from '../group-by';
import * as kinds from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { Pods } from '../pods';
import type { ServiceSpec } from '../shapes';
import { Picker } from './picker';
import { embeddedYaml } from '../embedded';
import type { Location } from '../location';
import { isObject } from '../schema/defaults';

/** The parts of an EndpointPickerConfig that have to agree with others. */
export interface PickerConfig {
  readonly apiVersion?: string;
  readonly featureGates?: readonly string[];
  readonly plugins?: readonly { readonly name?: string; readonly type?: string; readonly parameters?: object }[];
  readonly schedulingProfiles?: readonly { readonly plugins?: readonly { readonly pluginRef?: string }[] }[];
  /** Of the Inference Extension. */
  readonly parser?: { readonly pluginRef?: string };
  /** Of llm-d. */
  readonly requestHandler?: { readonly parsers?: readonly { readonly pluginRef?: string }[] };
  /** A detector in it, as llm-d has it, is no flow control. */
  readonly flowControl?: { readonly saturationDetector?: unknown; readonly [field: string]: unknown };
}

/** The parser that takes calls of vLLM's API over gRPC, and nothing else. */
export const CALLS_ONLY = 'vllmgrpc-parser';

/** Parsers of what is spoken over HTTP/2 only (gateway-api-inference-extension v1.5.0 pkg/epp/framework/plugins/requesthandling/parsers, llm-d-router v0.10.0). */
export const HTTP2_PARSERS: readonly string[] = [CALLS_ONLY, 'vertexai-parser'];

/** What gateways speak to the servers of a pool (`appProtocol`) where it is HTTP/2. */
export const POOL_OF_HTTP2 = 'kubernetes.io/h2c';

/** The types of the plugins that read requests, where the configuration names any. */
export function parsersOf({ parser, requestHandler, plugins = [] }: PickerConfig): readonly string[] {
  const refs = [...(parser === undefined ? [] : [parser]), ...requestHandler?.parsers ?? []].flatMap(({ pluginRef }) => pluginRef ?? []);
  return refs.map((ref) => plugins.find(({ name, type }) => (name ?? type) === ref)?.type ?? ref);
}

/** A configuration in a ConfigMap. */
interface ConfigUse {
  readonly at: Location;
  readonly config: PickerConfig;
  readonly picker: Picker;
}

type Pool = ManifestObject<InferencePoolSpec>;

/** Who picks endpoints for whom: a pool names a Service, the Service selects pods, and flags of their container name the pool. */
export class Pickers {
  private list: readonly Picker[] | undefined;
  private pools: ReadonlyMap<ManifestObject, readonly Pool[]> | undefined;
  private owners: ReadonlyMap<ManifestObject, readonly Picker[]> | undefined;

  constructor(private readonly objects: Objects, private readonly pods: Pods) {}

  public all(): readonly Picker[] {
    this.list ??= this.pods.all().flatMap((pods) => Picker.in(pods));
    return this.list;
  }

  /** The pickers in the pods of a workload. */
  public ownedBy(owner: ManifestObject): readonly Picker[] {
    this.owners ??= groupBy(this.all(), (picker) => picker.owner);
    return this.owners.get(owner) ?? [];
  }

  /** The pools that name the Service as that of their picker. */
  public poolsOf(service: ManifestObject): readonly Pool[] {
    this.pools ??= groupBy(this.objects.all(kinds.INFERENCE_POOL), (pool) => this.serviceOf(pool) as ManifestObject | undefined);
    return this.pools.get(service) ?? [];
  }

  /** The Service that the pool names, if it is there. */
  public serviceOf(pool: Pool): ManifestObject<ServiceSpec> | undefined {
    const { kind = 'Service', name } = pool.spec.endpointPickerRef ?? {};
    return kind === 'Service' && name !== undefined ? this.objects.find(kinds.SERVICE, pool.namespace, name) : undefined;
  }

  /** The pickers behind a Service. */
  public behind(service: ManifestObject<ServiceSpec>): readonly Picker[] {
    const { selector } = service.spec;
    const selected = selector === undefined ? [] : this.pods.matching(service.namespace, selector);
    return selected.flatMap((pods) => this.ownedBy(pods.owner).filter((picker) => picker.pods === pods));
  }

  /** The Services by which pools ask the picker. */
  public servicesOf(picker: Picker): readonly ManifestObject<ServiceSpec>[] {
    return this.objects.in(kinds.SERVICE, picker.namespace)
      .filter((service) => this.poolsOf(service).length > 0 && this.behind(service).includes(picker));
  }

  /** What the picker reads; empty where it is told nothing, undefined where the file is not among the objects, or broken. */
  public configOf(picker: Picker): PickerConfig | undefined {
    if (!picker.has('config-file')) {
      return picker.has('config-text') ? parse(picker.flag('config-text')) : {};
    }
    const file = picker.configFile();
    const configMap = file && this.objects.find(kinds.CONFIG_MAP, picker.namespace, file.configMap);
    return parse((configMap?.manifest.data as Readonly<Record<string, string>> | undefined)?.[file!.key]);
  }

  /** The configurations that pickers read from the ConfigMap, once each. What is no YAML mapping is left out. */
  public configsIn(configMap: ManifestObject): readonly ConfigUse[] {
    const data = configMap.manifest.data as Readonly<Record<string, string>> | undefined;
    const uses = this.all().filter(({ namespace }) => namespace === configMap.namespace).flatMap((picker) => {
      const file = picker.configFile();
      const config = file?.configMap === configMap.name ? parse(data?.[file.key]) : undefined;
      return config === undefined ? [] : [{ at: configMap.at('data', file!.key), config, picker, key: file!.key }];
    });
    return uses.filter(({ key }, i) => uses.findIndex((other) => other.key === key) === i);
  }
}

function parse(text: string | undefined): PickerConfig | undefined {
  const value = embeddedYaml(text);
  return isObject(value) ? value : undefined;
}
