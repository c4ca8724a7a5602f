import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { SpanTag } from './span-tag';
import type { TelemetryAccessLogging, TelemetryTracing } from '../../imports/telemetry.istio.io';
import { Telemetry } from '../../imports/telemetry.istio.io';
import { checkNamespace, checkObjectName } from '../core/names';
import { checkSamplingPercentage } from '../core/numbers';
import { checkProps } from '../core/signatures/check-props';
import { Site } from '../core/site';

/** Settings of a MeshTelemetry. */
export interface MeshTelemetryProps {
  /**
   * The root namespace of the mesh: `metadata.namespace`. Istio applies the object to the whole mesh only there.
   * @default 'istio-system'
   */
  readonly rootNamespace?: string;
  /**
   * `metadata.name`.
   * @default 'mesh-default'
   */
  readonly name?: string;
  /**
   * A tracing provider of the mesh config: `tracing[].providers`.
   * @default - tracing stays as it is
   */
  readonly tracingProvider?: string;
  /**
   * Percent of the requests to trace where the caller has not decided, with two decimals at most:
   * `tracing[].randomSamplingPercentage`. Needs `tracingProvider`.
   * @default - that of the mesh config, else that of istiod, which is 1 unless it is told otherwise
   */
  readonly samplingPercentage?: number;
  /**
   * Tags that every span carries beside Istio's own: `tracing[].customTags`. Tags of a namespace's own Telemetry
   * replace them all. Needs `tracingProvider`.
   * @default - none
   */
  readonly spanTags?: { readonly [tag: string]: SpanTag };
  /**
   * Access-log providers of the mesh config, `envoy` for the standard output: `accessLogging[].providers`. They
   * replace the mesh config's own choice.
   * @default - access logs stay as they are
   */
  readonly accessLogProviders?: string[];
  /**
   * A CEL expression over Envoy's attributes; only what it holds for is logged, `response.code >= 400` for example:
   * `accessLogging[].filter.expression`. Needs `accessLogProviders`.
   * @default - everything is logged
   */
  readonly accessLogFilter?: string;
}

/**
 * The one Telemetry that switches tracing and access logs on for the whole mesh: gateways, waypoints and sidecars
 * (ztunnel sends no spans and logs by itself). It has no selector and lies in the root namespace. Istio follows only
 * one such object of a namespace.
 */
export class MeshTelemetry extends Construct {
  /** `metadata.name` of the Telemetry. */
  public readonly telemetryName: string;

  private readonly rootNamespace: string;

  /**
   * @param scope the chart
   * @param id the construct's id
   * @param props providers and how they are used
   */
  public constructor(scope: Construct, id: string, props: MeshTelemetryProps = {}) {
    super(scope, id);
    const site = Site.of(this);
    checkProps(site, 'MeshTelemetryProps', props);
    this.telemetryName = checkObjectName(site.at('name'), props.name ?? 'mesh-default');
    this.rootNamespace = checkNamespace(site.at('rootNamespace'), props.rootNamespace ?? 'istio-system');
    this.checkOnlyOne(site.at('rootNamespace'));
    const tracing = renderTracing(site, props);
    const accessLogging = renderAccessLogging(site, props);
    site.check(tracing !== undefined || accessLogging !== undefined, {
      problem: 'would say nothing',
      fix: 'name a tracingProvider or accessLogProviders of the mesh config',
    });
    new Telemetry(this, 'Resource', {
      metadata: { name: this.telemetryName, namespace: this.rootNamespace },
      spec: { tracing, accessLogging },
    });
  }

  /** Another chart may be for another cluster. */
  private checkOnlyOne(site: Site): void {
    const other = Chart.of(this).node.findAll()
      .find((construct) => construct !== this && construct instanceof MeshTelemetry && construct.rootNamespace === this.rootNamespace);
    site.check(other === undefined, {
      problem: `has the Telemetry of ${other?.node.path} already, and Istio follows the oldest one of a namespace only`,
      got: this.rootNamespace,
      fix: 'say all of it there; an MlServingMesh whose install names providers makes one, and takes spanTags and accessLogFilter for it',
    });
  }
}

function renderTracing(site: Site, props: MeshTelemetryProps): TelemetryTracing[] | undefined {
  const { tracingProvider, samplingPercentage, spanTags } = props;
  if (tracingProvider === undefined) {
    for (const prop of ['samplingPercentage', 'spanTags'] as const) {
      site.at(prop).check(props[prop] === undefined, {
        problem: 'needs a tracingProvider: without one no span is sent',
        fix: 'name a tracing provider of meshConfig.extensionProviders',
      });
    }
    return undefined;
  }
  return [{
    providers: [{ name: checkProvider(site.at('tracingProvider'), tracingProvider) }],
    randomSamplingPercentage: samplingPercentage === undefined
      ? undefined
      : checkSamplingPercentage(site.at('samplingPercentage'), samplingPercentage),
    customTags: spanTags && renderTags(site.at('spanTags'), spanTags),
  }];
}

function renderTags(site: Site, tags: { readonly [tag: string]: SpanTag }): TelemetryTracing['customTags'] {
  const entries = Object.entries(tags);
  site.check(entries.length > 0, { problem: 'must not be empty', got: tags, fix: 'name a tag, or leave the prop out' });
  return Object.fromEntries(entries.map(([tag, value]) => {
    site.check(tag !== '', { problem: 'must name each tag', got: tag, fix: "write for example 'model.version'" });
    return [tag, value._bind(site.at(tag))];
  }));
}

function renderAccessLogging(site: Site, { accessLogProviders, accessLogFilter }: MeshTelemetryProps): TelemetryAccessLogging[] | undefined {
  if (accessLogProviders === undefined || accessLogProviders.length === 0) {
    site.at('accessLogFilter').check(accessLogFilter === undefined, {
      problem: 'needs accessLogProviders: without one no access log is written',
      got: accessLogFilter,
      fix: "name one, 'envoy' for the standard output",
    });
    return undefined;
  }
  site.at('accessLogFilter').check(accessLogFilter?.trim() !== '', {
    problem: 'must be a CEL expression',
    got: accessLogFilter,
    fix: "write for example 'response.code >= 400', or leave it out to log everything",
  });
  return [{
    providers: accessLogProviders.map((name, i) => ({ name: checkProvider(site.at('accessLogProviders', i), name) })),
    filter: accessLogFilter === undefined ? undefined : { expression: accessLogFilter },
  }];
}

function checkProvider(site: Site, name: string): string {
  site.check(name !== '', { problem: 'must name a provider', got: name, fix: 'use a name of meshConfig.extensionProviders' });
  return name;
}
