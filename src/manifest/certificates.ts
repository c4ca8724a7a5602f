import { CONFIG_MAP, SECRET } from './kinds';
import type { ManifestIndex } from './manifest-index';
import type { ManifestObject } from './manifest-object';

/** istio.io/istio pilot/pkg/credentials/kube/secrets.go `ExtractCertInfo`: the pairs of keys that count, in this order. */
const PAIRS = [['cert', 'key'], ['tls.crt', 'tls.key']] as const;

/** The same, `ExtractRoot`. */
const AUTHORITIES = ['cacert', 'ca.crt'];

const BEGIN = '-----BEGIN CERTIFICATE-----';

/** Why the Secret holds no certificate with its key. Of an empty one, which others fill, nothing is known. */
export function certificateProblem(secret: ManifestObject): string | undefined {
  const values = valuesOf(secret);
  if (isEmpty(values)) {
    return undefined;
  }
  const pair = PAIRS.find(([certificate, key]) => values[certificate] && values[key]);
  if (pair === undefined) {
    return 'has neither tls.crt and tls.key nor cert and key with values';
  }
  return values[pair[0]].includes(BEGIN) ? undefined : `has no certificate in ${pair[0]}`;
}

/** Why the ConfigMap or Secret holds no certificate of an authority. */
export function authorityProblem(holder: ManifestObject): string | undefined {
  const values = valuesOf(holder);
  const key = AUTHORITIES.find((each) => values[each]);
  if (isEmpty(values) || (key !== undefined && values[key].includes(BEGIN))) {
    return undefined;
  }
  return key === undefined ? `has neither ${AUTHORITIES.join(' nor ')} with a value` : `has no certificate in ${key}`;
}

/** Every namespace has them: Kubernetes and istiod write them. */
const IN_EVERY_NAMESPACE = ['kube-root-ca.crt', 'istio-ca-root-cert'];

/** Of trust-manager, which writes a ConfigMap of its name into namespaces. */
const BUNDLE = { key: 'trust.cert-manager.io/Bundle' };

/** Whether there is a ConfigMap, or will be. */
export function willHaveConfigMap(index: ManifestIndex, namespace: string, name: string): boolean {
  return IN_EVERY_NAMESPACE.includes(name) || index.exists(CONFIG_MAP, namespace, name) || index.exists(BUNDLE, '', name);
}

function isEmpty(values: Readonly<Record<string, string>>): boolean {
  return Object.values(values).every((value) => !value);
}

function valuesOf(holder: ManifestObject): Record<string, string> {
  const { data = {}, stringData = {} } = holder.manifest as { readonly data?: Record<string, string>; readonly stringData?: Record<string, string> };
  return holder.is(SECRET)
    ? { ...Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString('latin1')])), ...stringData }
    : { ...data };
}
