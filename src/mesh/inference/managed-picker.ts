import { createHash } from 'crypto';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { BoundPicker } from './endpoint-picker';
import { declarePickerRights } from './picker-rights';
import { declarePickerTraffic } from './picker-traffic';
import { labelFrom } from '../../core/names';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { declareDeployment } from '../../inference/deployment';
import type { RenderedConfig, ServerFacts } from '../../inference/picker/config';
import { renderPickerConfig } from '../../inference/picker/config';
import { timeToLiveOf } from '../../inference/picker/flow-control';
import type { EndpointPickerOptions } from '../../inference/picker/options';
import { PickerReplication } from '../../inference/picker/options';
import { configData, PICKER_PORTS, pickerPod } from '../../inference/picker/pod';
import { PickerRelease } from '../../inference/picker/release';
import { rewritesModels, takesJson } from '../../inference/picker/request-parser';
import { PickerTls } from '../../inference/picker/tls';
import type { MeshContext } from '../context';
import { namespaceOf } from '../context';
import { PortProtocol } from '../port';
import { Workload } from '../workload';
import { WorkloadRole } from '../workload-role';

/** The pool that a picker is for. */
export interface PickerDraft {
  /** The pool, under which it lies. */
  readonly scope: Construct;
  readonly site: Site;
  readonly context: MeshContext;
  readonly pool: { readonly namespace: string; readonly name: string };
  readonly servers: ServerFacts;
  /** Ports of the pods where metrics are read. */
  readonly metricsPorts: readonly number[];
  /** The one port of the metrics, where it is not that of the API. */
  readonly ownMetricsPort?: number;
  readonly serverGracePeriod: number;
}

const MAX_REPLICAS = 100;

/** The pods read the file once, so that another file must make other pods. */
const CONFIG_HASH = 'cdk8s-ml-mesh/config-hash';

/** An endpoint picker with everything that it takes, from one declaration. */
export class ManagedPicker extends Construct {
  readonly bound: BoundPicker;
  private readonly name: string;
  private readonly replicas: number;

  constructor(private readonly draft: PickerDraft, private readonly options: EndpointPickerOptions) {
    super(draft.scope, 'endpoint-picker');
    const { context, site, pool } = draft;
    namespaceOf(context, site, pool.namespace);
    this.name = labelFrom(site, pool.name, 'epp');
    this.replicas = checkInteger(site.at('replicas'), options.replicas ?? 1, { min: 0, max: MAX_REPLICAS, fix: 'give the number of pods' });
    const release = options.release ?? PickerRelease.GIE_1_5;
    const sidecar = context.target.dataPlane === DataPlane.SIDECAR;
    const tls = (options.tls ?? (sidecar ? PickerTls.selfSigned() : PickerTls.mesh()))._bind(site.at('tls'));
    site.at('tls').check(tls.kind !== 'MESH' || !sidecar, {
      problem: 'cannot be left to the mesh in sidecar mode: the gateway asks with the name of an Envoy cluster as :authority, which the sidecar of the '
        + 'picker refuses as no HTTP',
      fix: 'use PickerTls.selfSigned() or PickerTls.certificate(…), which pass the sidecar by',
    });
    const config = renderPickerConfig({ site: site.at('config'), release, config: options.config ?? {}, servers: draft.servers });
    this.checkReplication(config);
    const workload = this.declareWorkload();
    const bypassesMesh = tls.kind !== 'MESH' && sidecar;
    declarePickerRights(this, { workload, release, leaderElection: this.elects, metricsAuthentication: options.metricsAuthentication ?? false });
    declarePickerTraffic(this, { site, workload, tls, maxConcurrency: options.maxConcurrency, clusterDomain: context.clusterDomain });
    new k8s.KubeConfigMap(this, 'config', { metadata: { namespace: pool.namespace, name: this.name }, data: { ...configData(config.text) } });
    declareDeployment(this, {
      namespace: pool.namespace,
      name: this.name,
      replicas: this.replicas,
      selector: workload.podLabels!,
      labels: workload.podMetadata.labels,
      annotations: { ...workload.podMetadata.annotations, ...this.proxyPorts(bypassesMesh), [CONFIG_HASH]: hashOf(config.text) },
      strategy: this.elects ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      spec: pickerPod({
        site,
        options,
        release,
        serviceAccountName: workload.serviceAccountName,
        pool,
        configMap: this.name,
        tls,
        leaderElection: this.elects,
        metricsPort: draft.ownMetricsPort,
        serverGracePeriod: draft.serverGracePeriod,
      }),
    });
    this.declareBudget(workload);
    const { flowControl, parsers = [] } = options.config ?? {};
    this.bound = {
      workload,
      port: PICKER_PORTS.extProc,
      bypassesMesh,
      timeToLive: flowControl && timeToLiveOf(flowControl),
      release,
      flowControl: flowControl !== undefined,
      rewritesModels: rewritesModels(parsers),
      takesJson: takesJson(parsers),
    };
  }

  private get elects(): boolean {
    return this.replicas > 1 && this.options.replication !== PickerReplication.ALL_ACTIVE;
  }

  private checkReplication({ sharesNothing }: RenderedConfig): void {
    const { replication } = this.options;
    const site = this.draft.site.at('replication');
    site.check(replication === undefined || this.replicas > 1, { problem: 'has no effect on a single pod', got: replication, fix: 'give replicas, 2 or more' });
    site.check(replication !== PickerReplication.ALL_ACTIVE || sharesNothing, {
      problem: 'asks pickers of which each knows only what it has seen itself, and the config relies on that (prefix cache, token load, flow control, '
        + 'requests under way)',
      got: replication,
      fix: 'use PickerReplication.LEADER_ELECTED, or scorers and a detector that go by the metrics of the servers',
    });
  }

  private declareWorkload(): Workload {
    const { context, site, pool } = this.draft;
    return new Workload(this, this.name, {
      context,
      site,
      adopted: false,
      namespace: pool.namespace,
      role: WorkloadRole.INFERENCE,
      port: PICKER_PORTS.extProc,
      protocol: PortProtocol.H2C,
      additionalPorts: [{ port: PICKER_PORTS.metrics, name: 'http-metrics' }],
      metricsPort: PICKER_PORTS.metrics,
      replicas: this.replicas,
    });
  }

  /** The sidecar would want mutual TLS where the picker has its own, and refuse addresses of pods where only known hosts are let out. */
  private proxyPorts(bypassesMesh: boolean): { readonly [annotation: string]: string } {
    if (this.draft.context.target.dataPlane === DataPlane.AMBIENT) {
      return {};
    }
    return {
      ...(bypassesMesh && { 'traffic.sidecar.istio.io/excludeInboundPorts': String(PICKER_PORTS.extProc) }),
      'traffic.sidecar.istio.io/excludeOutboundPorts': this.draft.metricsPorts.join(','),
    };
  }

  /**
   * Of several pods one may go at a time. Not where one is elected: only that one is ready, and a budget would keep its node from
   * ever being drained.
   */
  private declareBudget({ podLabels, namespace }: Workload): void {
    if (this.replicas > 1 && !this.elects) {
      new k8s.KubePodDisruptionBudget(this, 'budget', {
        metadata: { namespace, name: this.name },
        spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: { ...podLabels } } },
      });
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
