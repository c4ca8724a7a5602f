import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Site } from '../core/site';
import type { GatewayDeployment } from '../install/gateway-deployment';
import { gatewayDeploymentConfig } from '../install/gateway-deployment';
import type { PlainObject } from '../install/plain-data';

/** The annotation that carries ProxyConfig. */
export const PROXY_CONFIG = 'proxy.istio.io/config';

/** Gateway API: `infrastructure.annotations` has 8 entries at most. */
const MAX_ANNOTATIONS = 8;

interface InfrastructureProps {
  readonly site: Site;
  readonly namespace: string;
  /** The Gateway whose infrastructure it is. */
  readonly gateway: string;
  readonly deployment?: GatewayDeployment;
  /** Further ProxyConfig of its Envoy. */
  readonly proxyConfig?: PlainObject;
  readonly annotations?: { readonly [key: string]: string };
}

/** `spec.infrastructure` of a managed Gateway, with the ConfigMap that it refers to; undefined where nothing is asked for. */
export function declareInfrastructure(scope: Construct, props: InfrastructureProps) {
  const config = props.deployment ? gatewayDeploymentConfig(props.site, props.deployment) : { data: {}, proxyConfig: {} };
  const proxyConfig = { ...config.proxyConfig, ...props.proxyConfig };
  const annotations = {
    ...props.annotations,
    ...(hasKeys(proxyConfig) && { [PROXY_CONFIG]: JSON.stringify(proxyConfig) }),
  };
  props.site.check(Object.keys(annotations).length <= MAX_ANNOTATIONS, {
    problem: `makes ${Object.keys(annotations).length} annotations, and the infrastructure of a Gateway holds ${MAX_ANNOTATIONS}`,
    fix: 'leave some of infrastructureAnnotations out',
  });
  const parametersRef = hasKeys(config.data) && declareParameters(scope, props, config.data);
  const infrastructure = {
    ...(hasKeys(annotations) && { annotations }),
    ...(parametersRef && { parametersRef }),
  };
  return hasKeys(infrastructure) ? infrastructure : undefined;
}

function declareParameters(scope: Construct, { namespace, gateway }: InfrastructureProps, data: { readonly [key: string]: string }) {
  const name = `${gateway}-parameters`;
  new k8s.KubeConfigMap(scope, 'parameters', { metadata: { namespace, name }, data: { ...data } });
  return { group: '', kind: k8s.KubeConfigMap.GVK.kind, name };
}

function hasKeys(object: object): boolean {
  return Object.keys(object).length > 0;
}
