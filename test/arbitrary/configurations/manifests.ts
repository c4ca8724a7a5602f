import type { Manifest } from '../../../src/manifest/manifest-object';

/** Objects that fields are made of. */

export function namespace(name: string, labels: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function serviceAccount(space: string, name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: space, name } };
}

export function service(space: string, name: string, selector: Readonly<Record<string, string>> = { app: name }): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: space, name },
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'http-other', port: 8080, targetPort: 8080 }] },
  };
}

/** Of a server of gRPC, which speaks HTTP/2 alone. */
export function h2cService(space: string, name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: space, name },
    spec: { selector: { app: name }, ports: [{ name: 'grpc', port: 80, targetPort: 8080, appProtocol: 'kubernetes.io/h2c' }] },
  };
}

/** Istiod hands out the certificates that Gateways of Istio name only to pods whose account may read them. */
export function readersOfSecrets(space: string, account: string): readonly Manifest[] {
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'certificates' };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { namespace: space, name: role.name },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace: space, name: role.name },
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: space }],
    },
  ];
}

/** A version of a server, which pods run. */
export function deployment(space: string, name: string, labels: Readonly<Record<string, string>>): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: space, name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'echo', ports: [{ name: 'http', containerPort: 8080 }] }] } },
    },
  };
}
