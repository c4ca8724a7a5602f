import { groupOf, kindKey } from './kind';
import { bundledSchemas } from './schema/bundled-schemas';

/** Kinds of Kubernetes itself that lie in no namespace. */
const CLUSTER_KINDS = [
  '/Namespace', '/Node', '/PersistentVolume', 'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding',
  'apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService', 'storage.k8s.io/StorageClass', 'scheduling.k8s.io/PriorityClass',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'networking.k8s.io/IngressClass', 'node.k8s.io/RuntimeClass', 'certificates.k8s.io/CertificateSigningRequest', 'cert-manager.io/ClusterIssuer',
];

/** Kinds of others that are read here, without a schema. */
const NAMESPACED_KINDS = [
  'argoproj.io/Rollout', 'serving.kserve.io/InferenceService', 'serving.kserve.io/LLMInferenceService', 'ray.io/RayCluster', 'ray.io/RayService', 'ray.io/RayJob',
  'leaderworkerset.x-k8s.io/LeaderWorkerSet', 'cert-manager.io/Certificate',
  'external-secrets.io/ExternalSecret', 'bitnami.com/SealedSecret', 'secrets.hashicorp.com/VaultStaticSecret', 'secrets.hashicorp.com/VaultDynamicSecret',
  'secrets.hashicorp.com/VaultPKISecret', 'secrets-store.csi.x-k8s.io/SecretProviderClass',
];

/** Groups of Kubernetes itself: what is not listed above is namespaced. */
const CORE_GROUP = /^$|^(apps|batch|autoscaling|policy)$|\.k8s\.io$/;

let bundled: ReadonlyMap<string, boolean> | undefined;

/** Whether objects of the kind lie in namespaces; what is not known is taken as it is written. */
export function isNamespaced(kind: string): boolean {
  bundled ??= bundledScopes();
  return bundled.get(kind) ?? (NAMESPACED_KINDS.includes(kind) || (CORE_GROUP.test(kind.slice(0, kind.indexOf('/'))) && !CLUSTER_KINDS.includes(kind)));
}

function bundledScopes(): ReadonlyMap<string, boolean> {
  return new Map(Object.values(bundledSchemas().sets).flatMap((set) => Object.entries(set)).map(([key, { scope }]) => {
    const slash = key.lastIndexOf('/');
    return [kindKey(groupOf(key.slice(0, slash)), key.slice(slash + 1)), scope === 'Namespaced'];
  }));
}
