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
  /** A detector in it, as llm-d has it, is no flow control. */
  readonly flowControl?: { readonly saturationDetector?: unknown; readonly [field: string]: unknown };
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
