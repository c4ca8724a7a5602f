/** The trust domain of the mesh, and the names that count as the same (MeshConfig `trustDomain`, `trustDomainAliases`). */
export interface TrustDomains {
  readonly own: string;
  readonly aliases: readonly string[];
}

/** What policies may write for the trust domain of any mesh. */
const ANY_MESH = 'cluster.local';

/** A principal in each of the trust domains that count as its own (pilot/pkg/security/trustdomain/bundle.go `ReplaceTrustDomainAliases`). */
export function aliasedPrincipals(principal: string, { own, aliases }: TrustDomains): readonly string[] {
  const [domain, ...rest] = principal.split('/');
  const all = [own, ...aliases];
  if (rest.length !== 4 || domain === '*' || (domain !== ANY_MESH && !all.some((known) => covers(domain, known)))) {
    return [principal];
  }
  return [...new Set(all.map((known) => (suffixCovers(domain, known) ? principal : [known, ...rest].join('/'))))];
}

/** A trust domain, and what counts as the same (`ExpandTrustDomainAliases`). */
export function aliasedDomains(domain: string, { own, aliases }: TrustDomains): readonly string[] {
  const all = [own, ...aliases];
  return all.includes(domain) ? all : [domain];
}

/** trustdomain/util.go `stringMatch` */
function covers(pattern: string, domain: string): boolean {
  return pattern === domain || suffixCovers(pattern, domain) || (pattern.endsWith('*') && domain.startsWith(pattern.slice(0, -1)));
}

function suffixCovers(pattern: string, domain: string): boolean {
  return pattern.startsWith('*') && domain.endsWith(pattern.slice(1));
}
