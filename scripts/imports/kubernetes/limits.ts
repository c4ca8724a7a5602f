import type { Schema } from '../schema';

const PORT = { minimum: 1, maximum: 65535 };
const POSITIVE = { minimum: 1 };
const WEIGHT = { minimum: 1, maximum: 100 };
const MODE = { minimum: 0, maximum: 0o777 };
const ANY_NUMBER = {};
/** The number of a port of a container, or its name, in which there is a letter. */
const PORT_OF_CONTAINER = { anyOf: [{ type: 'integer', ...PORT }, { type: 'string', maxLength: 15, pattern: '^[a-z0-9-]*[a-z][a-z0-9-]*$' }] };
const TARGET_PORT = { anyOf: [{ type: 'integer', ...PORT }, { type: 'string', minLength: 1, maxLength: 15 }] };
const LABEL_NAME = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const DOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LABELS = {
  propertyNames: { pattern: `^(${DOMAIN}/)?${LABEL_NAME}$` },
  additionalProperties: { type: 'string', pattern: `^(${LABEL_NAME})?$` },
};
const oneOf = (...values: readonly string[]) => ({ enum: values });
const NAME = { maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' };

/**
 * What the API server asks of a field besides its type (k8s.io/kubernetes pkg/apis/*\/validation) and takes it for where it is missing
 * (pkg/apis/*\/v1/defaults.go), as far as it matters here. By Go type and field.
 */
const LIMITS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'JobTemplateSpec', 'Pod', 'PodTemplateSpec', 'ReplicaSet', 'Service', 'StatefulSet'].map((type) => (
    [type, { required: ['spec'] }]))),
  'ClientIPConfig.timeoutSeconds': { minimum: 1, maximum: 86400 },
  'Container.imagePullPolicy': oneOf('Always', 'IfNotPresent', 'Never'),
  'Container.name': NAME,
  'ContainerPort.containerPort': PORT,
  'ContainerPort.hostPort': { minimum: 0, maximum: 65535 },
  'ContainerPort.protocol': { ...oneOf('TCP', 'UDP', 'SCTP'), default: 'TCP' },
  'ContainerRestartRuleOnExitCodes.values.*': ANY_NUMBER,
  'CronJobSpec.concurrencyPolicy': oneOf('Allow', 'Forbid', 'Replace'),
  'ConfigMapVolumeSource.defaultMode': MODE,
  'DaemonSetUpdateStrategy.type': oneOf('OnDelete', 'RollingUpdate'),
  'DeploymentSpec.replicas': { minimum: 0, default: 1 },
  'DeploymentStrategy.type': oneOf('Recreate', 'RollingUpdate'),
  'DownwardAPIVolumeFile.mode': MODE,
  'DownwardAPIVolumeSource.defaultMode': MODE,
  'GRPCAction.port': PORT,
  'HPAScalingPolicy.periodSeconds': { minimum: 1, maximum: 1800 },
  'HPAScalingPolicy.value': POSITIVE,
  'HPAScalingRules.stabilizationWindowSeconds': { minimum: 0, maximum: 3600 },
  'HTTPGetAction.port': PORT_OF_CONTAINER,
  'HTTPGetAction.scheme': oneOf('HTTP', 'HTTPS'),
  'HorizontalPodAutoscalerSpec.maxReplicas': POSITIVE,
  'HorizontalPodAutoscalerSpec.targetCPUUtilizationPercentage': POSITIVE,
  'JobSpec.completionMode': oneOf('Indexed', 'NonIndexed'),
  'JobSpec.parallelism': { minimum: 0, default: 1 },
  'KeyToPath.mode': MODE,
  'LabelSelectorRequirement.operator': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
  'MetricTarget.averageUtilization': POSITIVE,
  'NetworkPolicyPort.endPort': PORT,
  'NetworkPolicyPort.protocol': oneOf('TCP', 'UDP', 'SCTP'),
  'NodeSelectorRequirement.operator': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
  'ObjectMeta.labels': LABELS,
  'PodFailurePolicyOnExitCodesRequirement.values.*': ANY_NUMBER,
  'PodSpec.activeDeadlineSeconds': POSITIVE,
  'PodSpec.dnsPolicy': oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
  'PodSpec.priority': ANY_NUMBER,
  'PodSpec.restartPolicy': oneOf('Always', 'OnFailure', 'Never'),
  'PodSpec.serviceAccountName': { default: 'default' },
  'PodSpec.terminationGracePeriodSeconds': { minimum: 0, default: 30 },
  'PreferredSchedulingTerm.weight': WEIGHT,
  'ProjectedVolumeSource.defaultMode': MODE,
  'ReplicaSetSpec.replicas': { minimum: 0, default: 1 },
  'SecretVolumeSource.defaultMode': MODE,
  'ServiceAccountTokenProjection.expirationSeconds': { minimum: 600 },
  'ServicePort.name': NAME,
  'ServicePort.nodePort': { minimum: 0, maximum: 65535 },
  'ServicePort.port': PORT,
  'ServicePort.protocol': { ...oneOf('TCP', 'UDP', 'SCTP'), default: 'TCP' },
  'ServicePort.targetPort': TARGET_PORT,
  'ServiceSpec.externalTrafficPolicy': oneOf('Cluster', 'Local'),
  'ServiceSpec.internalTrafficPolicy': oneOf('Cluster', 'Local'),
  'ServiceSpec.ipFamilyPolicy': oneOf('SingleStack', 'PreferDualStack', 'RequireDualStack'),
  'ServiceSpec.sessionAffinity': oneOf('ClientIP', 'None'),
  'ServiceSpec.type': { ...oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'), default: 'ClusterIP' },
  'SleepAction.seconds': POSITIVE,
  'StatefulSetSpec.podManagementPolicy': oneOf('OrderedReady', 'Parallel'),
  'StatefulSetSpec.replicas': { minimum: 0, default: 1 },
  'StatefulSetUpdateStrategy.type': oneOf('OnDelete', 'RollingUpdate'),
  'TCPSocketAction.port': PORT_OF_CONTAINER,
  'Toleration.effect': oneOf('', 'NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  'Toleration.tolerationSeconds': ANY_NUMBER,
  'TopologySpreadConstraint.maxSkew': POSITIVE,
  'TopologySpreadConstraint.minDomains': POSITIVE,
  'TopologySpreadConstraint.whenUnsatisfiable': oneOf('DoNotSchedule', 'ScheduleAnyway'),
  'Volume.name': NAME,
  'WeightedPodAffinityTerm.weight': WEIGHT,
};

/** Numbers count something, or are times: there are few that may be negative. */
export function limitsOf(way: string, type?: string): Schema {
  return LIMITS[way] ?? (type === 'integer' ? { minimum: 0 } : {});
}
