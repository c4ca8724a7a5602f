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
