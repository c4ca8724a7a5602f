import type { Finding } from '../check/finding';
import { formatPath } from '../manifest/path';

/** What `properties` of an entry of `validations` in cdk8s.yaml says. */
export interface MeshValidationProps {
  /**
   * The release of Istio: `1.30.6`.
   * @default - that of IstioVersion.DEFAULT
   */
  readonly istioVersion?: string;
  /**
   * Minor release of the Gateway API CRDs: `1.5`.
   * @default - that of GatewayApi.DEFAULT
   */
  readonly gatewayApi?: string;
  /**
   * Channel of the Gateway API CRDs: `standard` or `experimental`.
   * @default standard
   */
  readonly channel?: string;
  /**
   * How pods take part whose namespace is not in the manifests: `ambient` or `sidecar`.
   * @default ambient
   */
  readonly dataPlane?: string;
  /**
   * The manifests are everything there is: what is missing is an error.
   * @default false
   */
  readonly complete?: boolean;
  /**
   * Files of objects that exist in the cluster and are not judged.
   * @default - none
   */
  readonly assume?: string[];
  /**
   * The least severity that fails the synth: `error`, `warning` or `info`.
   * @default error
   */
  readonly failOn?: string;
}

const FAILING: Readonly<Record<string, readonly string[]>> = { error: ['error'], warning: ['error', 'warning'], info: ['error', 'warning', 'info'] };

/** What is used of the context that the cdk8s CLI hands to a plugin. */
interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: object): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}

/**
 * A validation plugin of the cdk8s CLI, for apps without constructs of this library:
 *
 * ```yaml
 * validations:
 *   - package: cdk8s-ml-mesh
 *     version: 1.0.0
 *     class: MeshValidation
 *     properties:
 *       istioVersion: 1.30.6
 * ```
 */
export class MeshValidation {
  private readonly props: MeshValidationProps;

  /** @param props versions, and what is an error */
  public constructor(props: MeshValidationProps = {}) {
    this.props = props;
  }

  /**
   * Called by the cdk8s CLI once the manifests are written.
   *
   * @param context its `ValidationContext`
   */
  public async validate(context: any): Promise<void> {
    const { manifests, report } = context as ValidationContext;
    const { findings, failing } = this.check(manifests);
    findings.filter(({ severity }) => severity !== 'info' || failing.includes('info')).forEach((finding) => report.addViolation(violation(finding)));
    report.submit(findings.some(({ severity }) => failing.includes(severity)) ? 'failure' : 'success', { findings: String(findings.length) });
  }

  private check(manifests: readonly string[]): { readonly findings: readonly Finding[]; readonly failing: readonly string[] } {
    const { check } = require('../check/check') as typeof import('../check/check');
    const { refuseFailures } = require('../check/failures') as typeof import('../check/failures');
    const { targetOf } = require('../check/options') as typeof import('../check/options');
    const { readFiles } = require('../manifest/files') as typeof import('../manifest/files');
    const { readSources } = require('../manifest/read') as typeof import('../manifest/read');
    const { istioVersion: istio, gatewayApi, channel, dataPlane, complete, assume = [], failOn = 'error' } = this.props;
    const failing = FAILING[failOn];
    if (failing === undefined) {
      throw new Error(`failOn must be one of ${Object.keys(FAILING).join(', ')}, got '${failOn}'`);
    }
    const files = [readFiles(manifests), readFiles(assume)];
    files.flatMap(({ unreadable }) => unreadable).forEach(({ file, problem }) => {
      throw new Error(`cannot read ${file}: ${problem}`);
    });
    const input = readSources(files[0].sources);
    const stubs = readSources(files[1].sources, { asStubs: true });
    const { findings, failures } = check(
      { ...input, objects: [...input.objects, ...stubs.objects], broken: [...input.broken, ...stubs.broken] },
      { target: targetOf({ istio, gatewayApi, channel: channel as 'standard', dataPlane: dataPlane as 'ambient' }), isComplete: complete },
    );
    refuseFailures(failures);
    return { findings: findings.filter(({ acknowledged }) => acknowledged === undefined), failing };
  }
}

function violation({ rule, message, fix, object, at }: Finding): object {
  const isPlace = 'position' in at;
  const span = isPlace ? undefined : at.span();
  const [file, position] = isPlace ? [at.source.name, at.position] : [at.file ?? '', span?.start];
  return {
    ruleName: `${rule.code} ${rule.name}`,
    recommendation: message,
    fix,
    violatingResources: [{
      resourceName: object?.name ?? file,
      locations: [`${isPlace ? '' : `${formatPath(at.path)} `}line ${position?.line ?? 1}`],
      manifestPath: file,
    }],
  };
}
