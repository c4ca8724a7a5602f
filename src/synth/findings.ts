import type { IConstruct } from 'constructs';
import type { Finding, Report } from '../check/finding';
import type { DataPlane } from '../core/versions/data-plane';
import type { GatewayApi } from '../core/versions/gateway-api';
import type { IstioVersion } from '../core/versions/istio-version';
import { formatPath } from '../manifest/path';

/** How grave a finding is. */
export enum FindingSeverity {
  /** It does not work; the synth of an app with a mesh fails. */
  ERROR = 'error',
  /** It works, and is probably not what was meant. */
  WARNING = 'warning',
  /** It could not be judged, since something outside of the app decides. */
  INFO = 'info',
}

/** Something that is wrong with an object of the app. */
export interface MeshFinding {
  /** `MLM0304`: stable, whatever the text. */
  readonly code: string;
  /** `paid-twice` */
  readonly name: string;
  /** How grave it is. */
  readonly severity: FindingSeverity;
  /** What is wrong, in one line. */
  readonly message: string;
  /** What happens if nothing is done. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  /** Codes of istioctl and Kiali for the same thing. */
  readonly sameAs: string[];
  /** `HTTPRoute ml-serving/chat` */
  readonly object: string;
  /** The field in it: `spec.rules[0].timeouts`. */
  readonly field: string;
  /** The path of the construct that made the object. */
  readonly construct: string;
  /**
   * The reason for which somebody accepts it.
   * @default - nobody does
   */
  readonly acknowledged?: string;
}

/** What findings depend on besides the objects. */
export interface FindingsOptions {
  /**
   * The release of Istio.
   * @default - that of the app's first mesh, else IstioVersion.DEFAULT
   */
  readonly istioVersion?: IstioVersion;
  /**
   * The Gateway API CRDs.
   * @default - those of the app's first mesh, else GatewayApi.DEFAULT
   */
  readonly gatewayApi?: GatewayApi;
  /**
   * How pods take part whose namespace is not in the app.
   * @default - that of the app's first mesh, else DataPlane.AMBIENT
   */
  readonly dataPlane?: DataPlane;
  /**
   * The app, with the external objects of its meshes, is everything there is: what is missing is an error.
   * @default false - it is information
   */
  readonly complete?: boolean;
}

/** What is accepted by the cluster and still wrong, and what would not be accepted: the findings of `cdk8s-ml-mesh check`. */
export class Findings {
  /**
   * What is found in the objects below a construct. They are judged together with the rest of their app.
   *
   * @param scope a chart, an app, any construct
   * @param options versions, where there is no mesh that knows them
   */
  public static of(scope: IConstruct, options: FindingsOptions = {}): Findings {
    const { appReport } = require('./app-report') as typeof import('./app-report');
    const { refuseFailures } = require('../check/failures') as typeof import('../check/failures');
    const { istioVersion: istio, gatewayApi, dataPlane, complete: isComplete } = options;
    const target = { ...(istio && { istio }), ...(gatewayApi && { gatewayApi }), ...(dataPlane && { dataPlane }) };
    const report = appReport(scope.node.root, { target, isComplete });
    refuseFailures(report.failures);
    return new Findings(toPublic(report, scope.node.path));
  }

  /**
   * Accepts findings on all objects below a construct, for a reason. The objects concerned carry it as the annotation
   * `cdk8s-ml-mesh/ignore.<code>`.
   *
   * @param scope the construct
   * @param code `MLM0304`
   * @param reason why it is well, for the next reader
   */
  public static acknowledge(scope: IConstruct, code: string, reason: string): void {
    const { addAcknowledgement } = require('./acknowledgements') as typeof import('./acknowledgements');
    addAcknowledgement(scope, code, reason);
  }

  private constructor(
    /** All findings, acknowledged ones among them. */
    public readonly all: MeshFinding[],
  ) {}

  /** Errors that nobody acknowledges. */
  public get errors(): MeshFinding[] {
    return this.open(FindingSeverity.ERROR);
  }

  /** Warnings that nobody acknowledges. */
  public get warnings(): MeshFinding[] {
    return this.open(FindingSeverity.WARNING);
  }

  /** A line for each error and warning that nobody acknowledges: `MLM0304 error HTTPRoute ml-serving/chat spec.rules[0]: …`. */
  public toString(): string {
    return [...this.errors, ...this.warnings].map(({ code, severity, object, field, message, fix }) => (
      `${code} ${severity} ${object} ${field}: ${message} (fix: ${fix})`)).join('\n');
  }

  private open(wanted: FindingSeverity): MeshFinding[] {
    return this.all.filter(({ severity, acknowledged }) => severity === wanted && acknowledged === undefined);
  }
}

function toPublic({ findings }: Report, scope: string): MeshFinding[] {
  return findings.map(publicFinding).filter(({ construct }) => scope === '' || construct === scope || construct.startsWith(`${scope}/`));
}

function publicFinding({ rule, severity, message, fix, object, at, acknowledged }: Finding): MeshFinding {
  return {
    code: rule.code,
    name: rule.name,
    severity: severity as FindingSeverity,
    message,
    why: rule.why,
    fix,
    sameAs: [...rule.sameAs ?? []],
    object: object?.id ?? '',
    field: 'path' in at ? formatPath(at.path) : '',
    construct: 'path' in at && 'construct' in at.origin ? at.origin.construct : '',
    ...(acknowledged === undefined ? {} : { acknowledged }),
  };
}
