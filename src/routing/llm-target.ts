import type { Backend, BackendConfig, BackendSite } from './backend';
import { HeaderMatch } from '../core/match/header-match';
import type { HeaderMatchConfig } from '../core/match/header-match';
import { quoteRegex } from '../core/regex';
import type { Site } from '../core/site';

/** What a target compares, besides the path of the API. */
export interface LlmTargetConfig {
  readonly backend: BackendConfig;
  /** In front of everything: the tenant's. */
  readonly pathPrefix?: string;
  /** The model, where it is compared. */
  readonly header?: HeaderMatchConfig;
  /** Where it was declared. */
  readonly site: Site;
}

type Kind = 'model' | 'publisher' | 'tenant';

/**
 * One of several backends of an LlmRoute, and the requests that it gets. Models are compared by a header (`modelNameHeader`), which the
 * client sets, or a body-based router in front of the gateway's routes.
 */
export class LlmTarget {
  /**
   * The requests for one model: `llama-3.1-8b`, or with its publisher `meta-llama/Llama-3.1-8B-Instruct`.
   * @param model the name as callers give it
   * @param backend where they go
   */
  public static model(model: string, backend: Backend): LlmTarget {
    return new LlmTarget('model', model, backend);
  }

  /**
   * The requests for every model of one publisher, `<publisher>/<model>`, but for those that `LlmTarget.model` names.
   * @param publisher what stands in front of the slash: `mistralai`
   * @param backend where they go
   */
  public static publisher(publisher: string, backend: Backend): LlmTarget {
    return new LlmTarget('publisher', publisher, backend);
  }

  /**
   * The requests of one tenant, whatever their model: those whose path starts with its prefix, which the model server does not see.
   * @param pathPrefix `/team-a` serves `/team-a/v1/chat/completions`
   * @param backend where they go
   */
  public static tenant(pathPrefix: string, backend: Backend): LlmTarget {
    return new LlmTarget('tenant', pathPrefix, backend);
  }

  private constructor(private readonly kind: Kind, private readonly value: string, private readonly backend: Backend) {}

  /** @internal */
  public get _comparesModel(): boolean {
    return this.kind !== 'tenant';
  }

  /** The order of rules: the narrower comparison goes first. @internal */
  public get _order(): number {
    return ['model', 'publisher', 'tenant'].indexOf(this.kind);
  }

  /** @internal */
  public _bind(at: BackendSite, headerName: string): LlmTargetConfig {
    const { site } = at;
    const backend = this.backend._bind({ ...at, site: site.at('backend') });
    if (this.kind === 'tenant') {
      return { backend, pathPrefix: this.value, site };
    }
    site.at(this.kind).check(this.value !== '' && (this.kind === 'model' || !/^\/|\/$/.test(this.value)), {
      problem: this.kind === 'model' ? 'must not be empty' : 'must be what stands in front of the slash',
      got: this.value,
      fix: this.kind === 'model' ? "write the name that callers give: 'llama-3.1-8b'" : "write 'mistralai' for 'mistralai/…'",
    });
    const match = this.kind === 'model' ? HeaderMatch.exact(headerName, this.value) : HeaderMatch.regex(headerName, `${quoteRegex(this.value)}/.+`);
    return { backend, header: match._bind(site.at(this.kind)), site };
  }
}
