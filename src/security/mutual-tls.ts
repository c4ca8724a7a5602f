import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { MtlsMode } from './modes';
import { PeerAuthentication } from '../../imports/security.istio.io';

/** The mode of a whole namespace. */
export function namespaceMtls(scope: Construct, id: string, props: { readonly namespace: string; readonly mode: MtlsMode }): void {
  new PeerAuthentication(scope, id, {
    metadata: { namespace: props.namespace, name: 'default' },
    spec: { mtls: { mode: props.mode } },
  });
}

/** Ports of some pods that take plaintext, whatever the namespace demands of the others. */
export function plaintextPorts(
  scope: Construct,
  id: string,
  props: {
    readonly namespace: string;
    readonly name: string;
    readonly labels: { readonly [key: string]: string };
    readonly mode: MtlsMode;
    /** Asked when the app is complete: pods may be opened after their workload was declared. */
    readonly ports: () => readonly number[];
  },
): void {
  new PeerAuthentication(scope, id, {
    metadata: { namespace: props.namespace, name: props.name },
    spec: Lazy.any({
      produce: () => ({
        selector: { matchLabels: { ...props.labels } },
        // Named again here, since a policy with a selector replaces the namespace's.
        mtls: { mode: props.mode },
        portLevelMtls: Object.fromEntries(props.ports().map((port) => [String(port), { mode: MtlsMode.PERMISSIVE }])),
      }),
    }),
  });
}
