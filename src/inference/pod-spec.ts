/** What this library writes of a pod, in the words of the API server, so that no field is lost on the way. */
export interface PodSpec {
  readonly serviceAccountName: string;
  /** Environment variables of every Service of the namespace: `VLLM_PORT` of a Service `vllm` breaks vLLM. */
  readonly enableServiceLinks: false;
  readonly terminationGracePeriodSeconds: number;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly Toleration[];
  readonly initContainers?: readonly SidecarContainer[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface Toleration {
  readonly key: string;
  readonly operator: 'Exists';
  readonly effect: 'NoSchedule';
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly ports: readonly ContainerPort[];
  readonly resources?: Resources;
  readonly startupProbe?: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly securityContext?: object;
  readonly volumeMounts?: readonly VolumeMount[];
}

/** A container that starts before the others and ends after them (Kubernetes 1.29 and later). */
export interface SidecarContainer {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly ContainerPort[];
  readonly restartPolicy: 'Always';
  readonly securityContext: object;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
}

export interface ContainerPort {
  readonly name: string;
  readonly containerPort: number;
}

export interface Resources {
  readonly requests?: { readonly [resource: string]: string };
  readonly limits?: { readonly [resource: string]: string };
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: number };
  readonly grpc?: { readonly port: number; readonly service: string };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
}

export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium: 'Memory'; readonly sizeLimit?: string };
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly: true };
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: true;
}
