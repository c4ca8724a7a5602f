import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { embeddedYaml } from '../embedded';
import { CONFIG_MAP, SECRET } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import { isObject } from '../schema/defaults';

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name?: string; readonly key: string } };
}

interface Overlay {
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly { readonly env?: readonly Variable[] }[] } } };
}

/** What the proxy of a Gateway finds in its environment, as far as its parameters and Secrets say (`spec.infrastructure.parametersRef`). */
export function gatewayEnvironment(objects: Objects, { namespace, spec }: ManifestObject<GatewaySpec>): ReadonlyMap<string, string> {
  const { kind, name = '' } = spec.infrastructure?.parametersRef ?? {};
  const parameters = kind === 'ConfigMap' ? objects.find(CONFIG_MAP, namespace, name) : undefined;
  const { deployment } = (parameters?.manifest.data ?? {}) as { readonly deployment?: string };
  const { containers = [] } = overlay(deployment).spec?.template?.spec ?? {};
  const known = containers.flatMap(({ env = [] }) => env.map((variable) => [variable.name, valueOf(objects, namespace, variable)] as const));
  return new Map(known.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value]])));
}

function valueOf(objects: Objects, namespace: string, { value, valueFrom }: Variable): string | undefined {
  const { name, key = '' } = valueFrom?.secretKeyRef ?? {};
  const secrets = objects.in(SECRET, namespace).filter((secret) => secret.name === name).map(({ manifest }) => manifest as SecretManifest);
  const found = secrets.flatMap(({ stringData = {}, data = {} }) => (
    stringData[key] ?? (data[key] === undefined ? [] : Buffer.from(data[key], 'base64').toString())));
  return value ?? found[0];
}

interface SecretManifest {
  readonly stringData?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
}

function overlay(text: string | undefined): Overlay {
  const value = embeddedYaml(text);
  return isObject(value) ? value : {};
}
