import type { Duration } from 'cdk8s';
import type { PickerConfig } from './config';
import type { PickerRelease } from './release';
import type { PickerTls } from './tls';

/** How several replicas of a picker share the work. */
export enum PickerReplication {
  /** One is asked, the others wait to take its place (`--ha-enable-leader-election`). */
  LEADER_ELECTED = 'leader-elected',
  /** All are asked, each with what it sees itself: only with scorers that go by the servers' metrics. */
  ALL_ACTIVE = 'all-active',
}

/** What an endpoint picker is like. */
export interface EndpointPickerOptions {
  /**
   * The program and its release.
   * @default PickerRelease.GIE_1_5
   */
  readonly release?: PickerRelease;
  /**
   * Its image (`containers[0].image`).
   * @default - that of the release
   */
  readonly image?: string;
  /**
   * How it decides.
   * @default - as upstream: queue depth, KV cache, prefix cache
   */
  readonly config?: PickerConfig;
  /**
   * Who encrypts between gateway and picker.
   * @default - the mesh in ambient mode, PickerTls.selfSigned() in sidecar mode
   */
  readonly tls?: PickerTls;
  /**
   * How many pods (`spec.replicas`).
   * @default 1
   */
  readonly replicas?: number;
  /**
   * How several pods share the work.
   * @default PickerReplication.LEADER_ELECTED
   */
  readonly replication?: PickerReplication;
  /**
   * Requests that are under way at the pool at the same time, over each gateway pod. Each holds a stream to the picker until its
   * answer has ended, and what goes beyond is refused (DestinationRule `connectionPool`).
   * @default - no limit
   */
  readonly maxConcurrency?: number;
  /**
   * CPU that is set aside (`resources.requests.cpu`).
   * @default '4'
   */
  readonly cpu?: string;
  /**
   * Memory that is set aside, and no more is given (`resources.requests.memory` and `limits.memory`).
   * @default '8Gi'
   */
  readonly memory?: string;
  /**
   * How long requests under way may take once a pod stops, whole seconds (`terminationGracePeriodSeconds`): the longest answer.
   * @default - the grace period of the servers
   */
  readonly drainTime?: Duration;
  /**
   * Whoever reads the picker's own metrics must show a token (`--metrics-endpoint-auth`), which takes a ClusterRole. Without it
   * the policies of the mesh decide, by identity.
   * @default false
   */
  readonly metricsAuthentication?: boolean;
}
