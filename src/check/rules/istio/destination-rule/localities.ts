/** Zones by region, subzones by zone. */
type Seen = Map<string, Map<string, Set<string>>>;

/** What is wrong with a list of localities (`region/zone/subzone`, with a wildcard at the end), or undefined. */
export function localitiesProblem(localities: readonly string[]): string | undefined {
  const seen: Seen = new Map();
  for (const locality of localities) {
    const problem = localityProblem(locality) ?? (isSeen(seen, splitThree(locality)) ? `the locality ${locality} overlaps with one before it` : undefined);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function localityProblem(locality: string): string | undefined {
  const wildcards = locality.split('*').length - 1;
  if (wildcards > 1 || (wildcards === 1 && !locality.endsWith('*'))) {
    return `the locality ${locality} has a wildcard that is not its end`;
  }
  return splitThree(locality).includes('') ? `${JSON.stringify(locality)} is no locality` : undefined;
}

/** What follows the second slash belongs to the subzone. */
function splitThree(locality: string): string[] {
  const [region, zone, ...subzone] = locality.split('/');
  return [region, ...(zone === undefined ? [] : [zone]), ...(subzone.length === 0 ? [] : [subzone.join('/')])];
}

function isSeen(seen: Seen, [region, zone, subzone]: readonly string[]): boolean {
  const zones = seen.get(region);
  if (seen.has('*') || (zones !== undefined && (zone === undefined || zones.has('*')))) {
    return true;
  }
  const subzones = zones?.get(zone);
  if (subzones !== undefined && (subzone === undefined || subzones.has('*') || subzones.has(subzone))) {
    return true;
  }
  const known = zones ?? new Map<string, Set<string>>();
  seen.set(region, known.set(zone ?? '*', (subzones ?? new Set()).add(subzone ?? '*')));
  return false;
}
