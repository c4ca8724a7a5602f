/** What is read of core kinds; their full schemas are not bundled. */

export interface Labels {
  readonly [key: string]: string;
}

export interface ServiceSpec {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly selector?: Labels;
  readonly clusterIP?: string;
  readonly externalName?: string;
  readonly externalIPs?: readonly string[];
  readonly internalTrafficPolicy?: string;
  readonly publishNotReadyAddresses?: boolean;
  readonly sessionAffinity?: string;
  readonly ports?: readonly ServicePort[];
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec?: PodSpec;
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly hostNetwork?: boolean;
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly [field: string]: unknown;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly ContainerPort[];
  /** Of those that start first: `Always` for what keeps running beside the others. */
  readonly restartPolicy?: string;
  readonly [field: string]: unknown;
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelExpression[];
}

export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Deployment, StatefulSet, DaemonSet, ReplicaSet. */
export interface ReplicatedSpec {
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template: PodTemplate;
  readonly [field: string]: unknown;
}

/** Argo Rollouts. */
export interface RolloutSpec {
  readonly replicas?: number;
  readonly template?: PodTemplate;
  /** Whose template it has in place of its own. */
  readonly workloadRef?: { readonly kind?: string; readonly name?: string };
  readonly [field: string]: unknown;
}

export interface JobSpec {
  readonly parallelism?: number;
  readonly template: PodTemplate;
  readonly [field: string]: unknown;
}

export interface CronJobSpec {
  readonly jobTemplate: { readonly spec?: JobSpec };
}

/** InferenceObjective and InferenceModelRewrite, whose schemas come with the picker. */
export interface PoolPartSpec {
  readonly poolRef?: { readonly group?: string; readonly kind?: string; readonly name?: string };
}
