import { Construct } from 'constructs';
import type { MeshContext } from './context';
import { Infrastructure } from './infrastructure';
import { Gateway } from '../../imports/gateway.networking.k8s.io';
import { Site } from '../core/site';
import type { CallerIdentity } from '../security/caller';
import { AuthorizationMode } from '../security/modes';
import { denyByDefault } from '../security/policies';

const NAME = 'waypoint';
const HBONE_PORT = 15008;

/** The Envoy of a namespace in ambient mode: routes, HTTP policies, breakers and limits are applied here. */
export class Waypoint extends Construct {
  /** What ztunnel sees as the caller of everything that passed the waypoint: istiod names the account after the Gateway. */
  readonly account: CallerIdentity;

  readonly name = NAME;

  constructor(scope: Construct, id: string, props: { readonly context: MeshContext; readonly namespace: string }) {
    super(scope, id);
    const { context, namespace } = props;
    this.account = { namespace, serviceAccount: NAME };
    const infrastructure = new Infrastructure(this, {
      site: Site.of(context.scope, 'waypoint'),
      namespace,
      gateway: NAME,
      deployment: context.waypoint,
    }).render();
    new Gateway(this, 'Resource', {
      metadata: {
        namespace,
        name: NAME,
        labels: { 'istio.io/waypoint-for': 'service', ...(context.revision && { 'istio.io/rev': context.revision }) },
      },
      spec: {
        gatewayClassName: 'istio-waypoint',
        ...(infrastructure && { infrastructure }),
        listeners: [{ name: 'mesh', port: HBONE_PORT, protocol: 'HBONE' }],
      },
    });
    if (context.authorization !== AuthorizationMode.ALLOW_BY_DEFAULT) {
      // A waypoint ignores every policy without targetRefs, the namespace's own deny-by-default included.
      denyByDefault(this, 'deny-by-default', {
        namespace,
        name: `${NAME}-deny-by-default`,
        mode: context.authorization,
        target: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: NAME },
      });
    }
  }
}
