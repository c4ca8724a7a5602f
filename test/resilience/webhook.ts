/** Durations as the objects carry them. */
const UNITS: { readonly [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const DURATION_FIELDS = ['connectTimeout', 'maxConnectionDuration', 'time', 'interval', 'timeout', 'idleTimeout', 'baseEjectionTime', 'duration'];
const MAX_MAGLEV_TABLE = 5_000_011;

/** What istiod's webhook and the CRD's CEL rules hold against a trafficPolicy (validateTrafficPolicy in istio.io/istio pkg/config/validation). */
export function complaints(policy: any): string[] {
  const { connectionPool, outlierDetection, loadBalancer, retryBudget } = policy;
  return [
    ...(Object.keys(policy).length === 0 ? ['traffic policy must have at least one field'] : []),
    ...poolComplaints(connectionPool),
    ...outlierComplaints(outlierDetection),
    ...hashComplaints(loadBalancer?.consistentHash),
    ...warmupComplaints(loadBalancer?.warmup),
    ...localityComplaints(loadBalancer?.localityLbSetting, outlierDetection),
    ...(retryBudget && !inRange(retryBudget.percent, 0, 100) ? ['retryBudget.percent'] : []),
    ...durationComplaints(policy),
  ];
}

function poolComplaints(pool: any): string[] {
  if (!pool) {
    return [];
  }
  const counts = [
    ...['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'].map((field) => pool.http?.[field]),
    pool.tcp?.maxConnections,
  ];
  return [
    ...(pool.http || pool.tcp ? [] : ['connection pool must have at least one field']),
    ...(counts.every((count) => count === undefined || inRange(count, 0, 2 ** 31 - 1)) ? [] : ['must be non-negative']),
    ...(pool.http?.http2KeepAlive && !(pool.http.http2KeepAlive.interval && pool.http.http2KeepAlive.timeout) ? ['http2 keepalive'] : []),
  ];
}

function outlierComplaints(outlier: any): string[] {
  if (!outlier) {
    return [];
  }
  return [
    ...(!outlier.splitExternalLocalOriginErrors && outlier.consecutiveLocalOriginFailures > 0 ? ['split external local origin errors is false'] : []),
    ...[outlier.maxEjectionPercent ?? 10, outlier.minHealthPercent ?? 0].filter((value) => !inRange(value, 0, 100)).map((value) => `percentage ${value}`),
  ];
}

function hashComplaints(hash: any): string[] {
  if (!hash) {
    return [];
  }
  const keys = ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'].filter((key) => key in hash);
  const attributes: string[] = (hash.httpCookie?.attributes ?? []).map(({ name }: { name: string }) => name);
  const size = hash.maglev?.tableSize;
  return [
    ...(keys.length === 1 ? [] : ['one hash key']),
    ...(hash.ringHash && hash.maglev ? ['one hash algorithm'] : []),
    ...(hash.httpCookie && !hash.httpCookie.name ? ['name required for HttpCookie'] : []),
    ...(attributes.includes('') || new Set(attributes).size < attributes.length ? ['cookie attributes'] : []),
    ...(size === undefined || (size < MAX_MAGLEV_TABLE && isPrime(size)) ? [] : ['tableSize']),
  ];
}

function warmupComplaints(warmup: any): string[] {
  if (!warmup) {
    return [];
  }
  return [
    ...(warmup.duration ? [] : ['duration is required']),
    ...(inRange(warmup.minimumPercent ?? 10, 0, 100) ? [] : ['minimumPercent']),
    ...((warmup.aggression ?? 1) > 0 ? [] : ['aggression']),
  ];
}

function localityComplaints(setting: any, outlier: any): string[] {
  if (!setting) {
    return [];
  }
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  return [
    ...(distribute.length && failover.length ? ['distribute and failover'] : []),
    ...((failover.length || failoverPriority.length) && !outlier ? ['outlier detection policy must be provided for failover'] : []),
    ...distribute.flatMap(({ to }: any) => [
      ...(Object.values(to as object).every((weight) => inRange(weight, 1, 100)) ? [] : ['locality weight']),
      ...(Object.values<number>(to).reduce((sum, weight) => sum + weight, 0) === 100 ? [] : ['total locality weight']),
      ...overlaps(Object.keys(to)),
      ...overlaps(Object.keys(to).reverse()),
    ]),
    ...overlaps(distribute.map(({ from }: any) => from)),
    ...failover.flatMap(({ from, to }: any) => (from === to || /[/*]/.test(from + to) ? ['failover regions'] : [])),
  ];
}

/** validateLocalities: it depends on the order, and a map has none. */
function overlaps(localities: string[]): string[] {
  const known = new Map<string, Map<string, Map<string, boolean>>>();
  const all = () => new Map([['*', true]]);
  for (const locality of localities) {
    const [region, zone, ...rest] = locality.split('/');
    const subzone = rest.length > 0 ? rest.join('/') : undefined;
    const star = locality.indexOf('*');
    const zones = known.get(region);
    const bad = (star >= 0 && star < locality.length - 1) || known.has('*') || [region, zone, subzone].includes('');
    if (bad || (zone === undefined && zones) || zones?.has('*')) {
      return [`locality ${locality}`];
    }
    if (zone === undefined) {
      known.set(region, new Map([['*', all()]]));
      continue;
    }
    const subzones = zones?.get(zone);
    if (subzones && (subzone === undefined || subzones.get('*') || subzones.get(subzone))) {
      return [`locality ${locality}`];
    }
    const added = subzones ?? new Map<string, boolean>();
    added.set(subzone ?? '*', true);
    known.set(region, (zones ?? new Map()).set(zone, added));
  }
  return [];
}

/** `tcp.idleTimeout`, `ttl` and `budgetInterval` may be 0. */
function durationComplaints(value: any, path: string = ''): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, child]) => {
    const at = `${path}.${key}`;
    const bad = DURATION_FIELDS.includes(key) && at !== '.connectionPool.tcp.idleTimeout' && !(milliseconds(child as string) >= 1);
    return [...(bad ? [`${at} ${child}`] : []), ...durationComplaints(child, at)];
  });
}

function milliseconds(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|h|m|s)/g)];
  return parts.map(([match]) => match).join('') === text ? parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0) : NaN;
}

function inRange(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

function isPrime(n: number): boolean {
  return n > 1 && Array.from({ length: Math.floor(Math.sqrt(n)) - 1 }, (_, i) => i + 2).every((factor) => n % factor !== 0);
}
