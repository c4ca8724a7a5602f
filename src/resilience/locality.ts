import type { Site } from '../core/site';

/** `region`, `region/zone` or `region/zone/subzone`; a `*` as the last part stands for everything below. */
export function checkLocality(site: Site, locality: string): string {
  const parts = locality.split('/');
  const ok = parts.length <= 3 && parts.every((part, i) => part !== '' && (!part.includes('*') || (part === '*' && i === parts.length - 1)));
  site.check(ok, {
    problem: 'must be region, region/zone or region/zone/subzone, with * at most as the last part',
    got: locality,
    fix: 'write for example \'us-west/zone-1/*\'',
  });
  return locality;
}

export function checkRegion(site: Site, region: string): string {
  site.check(region !== '' && !/[/*]/.test(region), {
    problem: 'must be a region, without zone and without *',
    got: region,
    fix: 'write for example \'us-east\'; between zones of a region Istio fails over by itself',
  });
  return region;
}

/** istiod's webhook refuses overlaps in one order and takes them in the other, so none may be. */
export function checkDisjoint(site: Site, localities: string[]): void {
  localities.forEach((locality, i) => {
    const other = localities.slice(0, i).find((earlier) => overlap(earlier, locality));
    site.check(other === undefined, { problem: `must not overlap: ${other} has endpoints of it too`, got: locality, fix: 'name each locality once' });
  });
}

/** A part that is not written, like `*`, stands for everything. */
function overlap(a: string, b: string): boolean {
  const others = b.split('/');
  return a.split('/').every((part, i) => [part, others[i] ?? '*'].includes('*') || part === others[i]);
}
