import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IMeshGateway } from './binding';
import type { ExternalAuthorization } from './external-authorization';
import { AuthorizationPolicy, RequestAuthentication } from '../../../imports/security.istio.io';
import { Site } from '../../core/site';
import type { AccessRule } from '../../security/access';
import { checkPolicyPath } from '../../security/access';
import type { JwtIssuer } from '../../security/jwt';
import { renderJwtRule } from '../../security/jwt';
import { AuthorizationMode } from '../../security/modes';
import type { PolicyTarget } from '../../security/policies';
import { allowToTarget } from '../../security/policies';
import type { MeshContext } from '../context';

interface GatewayPoliciesProps {
  readonly context: MeshContext;
  readonly gateway: IMeshGateway;
  readonly jwtIssuers: readonly JwtIssuer[];
  readonly publicPaths: readonly string[];
  readonly externalAuthorization?: ExternalAuthorization;
}

/** Who may come in at a gateway. Callers from outside have no certificate: everybody, or whoever brings a token. */
export class GatewayPolicies extends Construct {
  private readonly target: PolicyTarget;
  private readonly site: Site;
  private admission?: ApiObject;

  constructor(scope: Construct, id: string, private readonly props: GatewayPoliciesProps) {
    super(scope, id);
    this.site = Site.of(props.context.scope, 'gateway');
    this.target = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: props.gateway.name };
    this.site.at('publicPaths').check(props.publicPaths.length === 0 || props.jwtIssuers.length > 0, {
      problem: 'has no effect where no token is asked for',
      got: props.publicPaths,
      fix: 'give jwtIssuers, or leave it out',
    });
    props.publicPaths.forEach((path, i) => checkPolicyPath(this.site.at('publicPaths', i), path));
    this.authenticate();
    this.admit();
    this.askExternally();
  }

  /** Needed where the namespace denies by default, which may come later, and wherever a token is asked for. */
  admit(): void {
    const { context, gateway, jwtIssuers } = this.props;
    const denied = context.namespaces.has(gateway.namespace) && context.authorization !== AuthorizationMode.ALLOW_BY_DEFAULT;
    if (!denied && jwtIssuers.length === 0) {
      return;
    }
    const rules = this.rules();
    this.admission ??= allowToTarget(this, 'callers', {
      namespace: gateway.namespace,
      name: `${gateway.name}-callers`,
      // Tokens are asked for from the start, whatever is tried out between workloads.
      mode: jwtIssuers.length > 0 ? AuthorizationMode.DENY_BY_DEFAULT : context.authorization,
      target: this.target,
      rules: () => rules,
    });
  }

  private rules(): AccessRule[] {
    const { jwtIssuers, publicPaths } = this.props;
    if (jwtIssuers.length === 0) {
      return [{}];
    }
    const open = publicPaths.length > 0 ? [{ paths: publicPaths }] : [];
    return [...jwtIssuers.map(({ issuer }) => ({ tokens: [`${issuer}/*`] })), ...open];
  }

  private authenticate(): void {
    const { jwtIssuers, gateway } = this.props;
    if (jwtIssuers.length > 0) {
      new RequestAuthentication(this, 'tokens', {
        metadata: { namespace: gateway.namespace, name: gateway.name },
        spec: {
          targetRefs: [{ ...this.target }],
          jwtRules: jwtIssuers.map((issuer, i) => renderJwtRule(this.site.at('jwtIssuers', i), issuer)),
        },
      });
    }
  }

  private askExternally(): void {
    const { context, gateway, externalAuthorization: external } = this.props;
    if (!external) {
      return;
    }
    const site = this.site.at('externalAuthorization');
    const known = context.install?.extAuthzProviders;
    site.at('provider').check(external.provider.length > 0 && (!known || known.includes(external.provider)), {
      problem: `must be a provider of the mesh config${known ? ` (install names: ${known.join(', ') || 'none'})` : ''}`,
      got: external.provider,
      fix: 'add it to extAuthzProviders of MeshInstall',
    });
    this.node.addValidation({ validate: () => this.lockedOutServer(known && context.install?._extAuthzHost(external.provider)) });
    site.at('paths').check(external.paths?.length !== 0, {
      problem: 'must not be empty',
      got: [],
      fix: 'name the paths it is asked for, or leave the prop out for all',
    });
    external.paths?.forEach((path, i) => checkPolicyPath(site.at('paths', i), path));
    new AuthorizationPolicy(this, 'external', {
      metadata: { namespace: gateway.namespace, name: `${gateway.name}-external` },
      spec: {
        targetRefs: [{ ...this.target }],
        action: 'CUSTOM',
        provider: { name: external.provider },
        rules: [external.paths ? { to: [{ operation: { paths: [...external.paths] } }] } : {}],
      },
    });
  }

  /** A server that denies the gateway makes it deny everybody. */
  private lockedOutServer(host = ''): string[] {
    const { context, gateway, externalAuthorization } = this.props;
    // An endpoint may be written as namespace/host.
    const [service, namespace] = host.replace(/^.*\//, '').split('.');
    const guarded = context.namespaces.has(namespace) && context.authorization !== AuthorizationMode.ALLOW_BY_DEFAULT;
    const server = context.workloads.find((workload) => workload.serviceName === service && workload.namespace === namespace);
    return !guarded || server?.admits(gateway.callerIdentity) ? [] : [
      `externalAuthorization asks ${externalAuthorization!.provider} at ${host}, whose namespace denies by default, and it does not admit the gateway: `
      + 'declare the server with mesh.addWorkload or workloadFromAttributes and call allowFrom(mesh.gateway) on it',
    ];
  }
}
