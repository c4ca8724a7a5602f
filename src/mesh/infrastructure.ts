import { ApiObject, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Site } from '../core/site';
import type { GatewayDeployment, SecretVariable } from '../install/gateway-deployment';
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

/** `spec.infrastructure` of a managed Gateway, with the ConfigMap that it refers to. */
export class Infrastructure {
  private readonly variables: SecretVariable[] = [];
  private readonly annotations: { readonly [key: string]: string };
  private parameters?: ApiObject;

  constructor(private readonly scope: Construct, private readonly props: InfrastructureProps) {
    const config = this.config();
    const proxyConfig = { ...config.proxyConfig, ...props.proxyConfig };
    this.annotations = { ...props.annotations, ...(hasKeys(proxyConfig) && { [PROXY_CONFIG]: JSON.stringify(proxyConfig) }) };
    props.site.check(Object.keys(this.annotations).length <= MAX_ANNOTATIONS, {
      problem: `makes ${Object.keys(this.annotations).length} annotations, and the infrastructure of a Gateway holds ${MAX_ANNOTATIONS}`,
      fix: 'leave some of infrastructureAnnotations out',
    });
    if (hasKeys(config.data)) {
      this.declareParameters();
    }
  }

  /** Gives the proxy an environment variable from a Secret of its namespace. */
  addVariable(variable: SecretVariable): void {
    if (!this.variables.some((other) => other.variable === variable.variable)) {
      this.variables.push(variable);
      this.declareParameters();
    }
  }

  /** Undefined where nothing is asked for. */
  render() {
    const infrastructure = {
      ...(hasKeys(this.annotations) && { annotations: this.annotations }),
      ...(this.parameters && { parametersRef: { group: '', kind: k8s.KubeConfigMap.GVK.kind, name: this.parameters.name } }),
    };
    return hasKeys(infrastructure) ? infrastructure : undefined;
  }

  private config() {
    const { site, deployment } = this.props;
    return gatewayDeploymentConfig(site, deployment ?? {}, this.variables);
  }

  private declareParameters(): void {
    const { namespace, gateway } = this.props;
    this.parameters ??= new ApiObject(this.scope, 'parameters', {
      ...k8s.KubeConfigMap.GVK,
      metadata: { namespace, name: `${gateway}-parameters` },
      data: Lazy.any({ produce: () => this.config().data }),
    });
  }
}

function hasKeys(object: object): boolean {
  return Object.keys(object).length > 0;
}
