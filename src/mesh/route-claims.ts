import { literalPrefix } from '../core/regex';
import type { Site } from '../core/site';

/** What one match of a route takes for itself on one host. */
export interface Claim {
  /** The gateway and host, or the Service, that the requests are addressed to. */
  readonly address: string;
  readonly path: { readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression'; readonly value: string };
  /** Everything else that is compared: method, headers, query. The same text for the same comparison. */
  readonly conditions: string;
}

/**
 * Who claims which requests. Of two routes that match alike the older one answers, in the cluster, so that the answer
 * depends on the order of deployment: here it is an error.
 */
export class RouteClaims {
  private readonly byAddress = new Map<string, { readonly claim: Claim; readonly site: Site }[]>();

  add(site: Site, claim: Claim): void {
    const others = this.byAddress.get(claim.address) ?? [];
    for (const other of others) {
      this.compare(site, claim, other);
      this.compare(other.site, other.claim, { site, claim });
    }
    this.byAddress.set(claim.address, [...others, { claim, site }]);
  }

  private compare(site: Site, claim: Claim, other: { readonly claim: Claim; readonly site: Site }): void {
    const { address, path } = claim;
    site.check(!isSame(claim, other.claim), {
      problem: `claims ${show(path)} on ${address}, which ${other.site} claims too`,
      fix: 'change the path, the host or a match of one of them',
    });
    site.check(!isShadowedBy(claim, other.claim), {
      problem: `claims ${show(path)} on ${address}, and is never reached: ${show(other.claim.path)} of ${other.site} goes first`,
      fix: 'Istio prefers exact to prefix to regex; use an exact or prefix path instead of the regex',
    });
  }
}

function isSame(a: Claim, b: Claim): boolean {
  return a.conditions === b.conditions && a.path.type === b.path.type && normal(a.path) === normal(b.path);
}

/** A prefix goes before every regex, whatever else the two compare. */
function isShadowedBy(a: Claim, b: Claim): boolean {
  if (a.path.type !== 'RegularExpression' || b.path.type !== 'PathPrefix' || b.conditions !== '') {
    return false;
  }
  const prefix = trim(b.path.value);
  const start = literalPrefix(a.path.value);
  return prefix === '' || start.startsWith(`${prefix}/`);
}

/** A slash at the end of a prefix means nothing. */
function normal(path: Claim['path']): string {
  return path.type === 'PathPrefix' ? trim(path.value) : path.value;
}

function trim(path: string): string {
  return path.replace(/\/+$/, '');
}

function show(path: Claim['path']): string {
  return `${path.type} ${path.value}`;
}
