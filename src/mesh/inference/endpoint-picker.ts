import { ManagedPicker } from './managed-picker';
import type { PickerDraft } from './managed-picker';
import { checkAskable } from './member-checks';
import { DataPlane } from '../../core/versions/data-plane';
import type { EndpointPickerOptions } from '../../inference/picker/options';
import { PickerRelease, RELEASES } from '../../inference/picker/release';
import { deniesByDefault } from '../context';
import type { IWorkload } from '../workload';
import { Workload } from '../workload';

/** A picker as its pool sees it. */
export interface BoundPicker {
  readonly workload: Workload;
  /** Its main port, of its Service. */
  readonly port: number;
  /** It encrypts by itself, past its sidecar. */
  readonly bypassesMesh: boolean;
  /** How long a request may wait at it, in milliseconds; undefined where it does not wait, or where that is not known. */
  readonly timeToLive?: number;
  readonly release: PickerRelease;
  /** Requests wait by priority; undefined where that is not known. */
  readonly flowControl?: boolean;
  /** It can write another model into a request; undefined where that is not known. */
  readonly rewritesModels?: boolean;
  /** It lets requests of JSON through; undefined where that is not known. */
  readonly takesJson?: boolean;
}

/** What is known of an endpoint picker that exists. */
export interface EndpointPickerAttributes {
  /**
   * The program and its release: the group of its objectives and model rewrites, and the headers that it reads.
   * @default PickerRelease.GIE_1_5
   */
  readonly release?: PickerRelease;
}

/** Who says which model server gets a request: a program of its own, which the gateway asks for each request (`endpointPickerRef`). */
export class EndpointPicker {
  /** One that is made for the pool: Deployment, Service, account, rights and configuration. */
  public static create(options: EndpointPickerOptions = {}): EndpointPicker {
    return new EndpointPicker((draft) => new ManagedPicker(draft, options).bound);
  }

  /**
   * One that exists, in the namespace of the pool; its main port is the one that the gateway asks. It must be told the name of the
   * pool (`--pool-name`), and whether it encrypts is between you and it.
   * @param workload declared with mesh.workloadFromAttributes, or mesh.addWorkload
   */
  public static fromWorkload(workload: IWorkload, attributes: EndpointPickerAttributes = {}): EndpointPicker {
    return new EndpointPicker((draft) => adopt(draft, workload, attributes));
  }

  private constructor(private readonly bind: (draft: PickerDraft) => BoundPicker) {}

  /** @internal */
  public _bind(draft: PickerDraft): BoundPicker {
    return this.bind(draft);
  }
}

function adopt({ context, site, pool, servers }: PickerDraft, workload: IWorkload, attributes: EndpointPickerAttributes): BoundPicker {
  const { release = PickerRelease.GIE_1_5 } = attributes;
  const picker = workload instanceof Workload && workload.context === context ? workload : site.fail({
    problem: "must be a workload of the pool's own mesh",
    got: workload.workloadName,
    fix: 'declare it there with mesh.addWorkload or mesh.workloadFromAttributes',
  });
  site.check(picker.namespace === pool.namespace, {
    problem: `must be in the namespace of the pool (${pool.namespace}), which names none of another`,
    got: picker.namespace,
    fix: 'give the workload the namespace of the pool',
  });
  site.check(picker.port !== undefined, {
    problem: `names the workload '${picker.workloadName}', which has no Service, and a pool names its picker by one`,
    fix: 'give port to the workload',
  });
  site.check(picker.podLabels !== undefined || !deniesByDefault(context, picker.namespace), {
    problem: `names the workload '${picker.workloadName}', of whose pods the labels are not known, and its namespace denies by default`,
    fix: 'give podLabels in workloadFromAttributes',
  });
  site.check(!picker.outsideMesh || context.target.dataPlane === DataPlane.SIDECAR, {
    problem: `must be part of the mesh to read the metrics of the servers, and the workload '${picker.workloadName}' is outside of it`,
    fix: 'leave outsideMesh out',
  });
  checkAskable(site, picker);
  site.check(!servers.disaggregated || RELEASES[release].disaggregation, {
    problem: `names a picker that is ${release}, which cannot keep prefill and decode servers apart`,
    got: picker.workloadName,
    fix: 'say release: PickerRelease.LLM_D_ROUTER_0_10 if it is, or give the pool servers that do both',
  });
  return { workload: picker, port: picker.port!, bypassesMesh: false, release };
}
