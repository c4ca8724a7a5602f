import type { ApiObject } from 'cdk8s';
import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { AccessRule } from './access';
import { AuthorizationMode } from './modes';
import { renderRules } from './render-rules';
import { AuthorizationPolicy } from '../../imports/security.istio.io';

/** An object that a policy is attached to by name, in the policy's own namespace. */
export interface PolicyTarget {
  readonly group: '' | 'gateway.networking.k8s.io';
  readonly kind: 'Service' | 'Gateway';
  readonly name: string;
}

interface PolicyProps {
  readonly namespace: string;
  readonly name: string;
  readonly mode: AuthorizationMode;
}

/** Refuses whatever nothing else allows: in the whole namespace, or at one gateway or waypoint. */
export function denyByDefault(scope: Construct, id: string, props: PolicyProps & { readonly target?: PolicyTarget }): ApiObject {
  const targetRefs = props.target && [{ ...props.target }];
  return new AuthorizationPolicy(scope, id, { metadata: metadata(props), spec: targetRefs ? { targetRefs } : {} });
}

/** Admits callers to the pods with these labels: at ztunnel or in the sidecar. */
export function allowToPods(
  scope: Construct,
  id: string,
  props: PolicyProps & { readonly labels: { readonly [key: string]: string }; readonly rules: () => readonly AccessRule[] },
): ApiObject {
  const selector = { matchLabels: { ...props.labels } };
  return allow(scope, id, props, () => ({ selector }));
}

/** Admits callers to a Service at its waypoint, or to a gateway. */
export function allowToTarget(
  scope: Construct,
  id: string,
  props: PolicyProps & { readonly target: PolicyTarget; readonly rules: () => readonly AccessRule[] },
): ApiObject {
  return allow(scope, id, props, () => ({ targetRefs: [{ ...props.target }] }));
}

/**
 * Refuses whatever comes without a certificate to these ports, apart from GET on some paths: for ports that take plaintext
 * for the sake of those. Holds in every mode, since it gives back what strict mutual TLS demands.
 */
export function denyPlaintext(
  scope: Construct,
  id: string,
  props: {
    readonly namespace: string;
    readonly name: string;
    readonly labels: { readonly [key: string]: string };
    readonly ports: () => readonly number[];
    readonly paths: () => readonly string[];
  },
): ApiObject {
  const from = [{ source: { notPrincipals: ['*'] } }];
  return new AuthorizationPolicy(scope, id, {
    metadata: { namespace: props.namespace, name: props.name },
    spec: Lazy.any({
      produce: () => {
        const ports = props.ports().map(String);
        return {
          selector: { matchLabels: { ...props.labels } },
          action: 'DENY',
          rules: [{ from, to: [{ operation: { ports, notPaths: [...props.paths()] } }, { operation: { ports, notMethods: ['GET'] } }] }],
        };
      },
    }),
  });
}

function allow(
  scope: Construct,
  id: string,
  props: PolicyProps & { readonly rules: () => readonly AccessRule[] },
  attach: () => object,
): ApiObject {
  return new AuthorizationPolicy(scope, id, {
    metadata: metadata(props),
    // Edges are declared after the policy came into being.
    spec: Lazy.any({ produce: () => ({ ...attach(), action: 'ALLOW', rules: renderRules(props.rules()) }) }),
  });
}

function metadata({ namespace, name, mode }: PolicyProps) {
  const dryRun = mode === AuthorizationMode.DRY_RUN && { annotations: { 'istio.io/dry-run': 'true' } };
  return { namespace, name, ...dryRun };
}
