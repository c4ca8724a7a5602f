import type { Site } from './site';

interface QuantityKind {
  readonly units: { readonly [suffix: string]: number };
  readonly problem: string;
  readonly fix: string;
}

const AMOUNT = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/;

/** What Kubernetes accepts for the resource and what makes sense for it: `128m` of memory would be an eighth of a byte. */
const KINDS = {
  cpu: {
    units: { '': 1, 'm': 0.001 },
    problem: 'must be a CPU quantity above 0: cores or thousandths of a core',
    fix: "write for example '500m' or '2'",
  },
  memory: {
    units: { '': 1, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30, 'Ti': 2 ** 40 },
    problem: 'must be a memory quantity above 0: bytes with k, M, G, T, Ki, Mi, Gi or Ti',
    fix: "write for example '128Mi' or '1Gi'",
  },
} as const satisfies Record<string, QuantityKind>;

export type ResourceKind = keyof typeof KINDS;

/** Checks a Kubernetes quantity and returns how many cores or bytes it is. */
export function checkQuantity(site: Site, quantity: string, kind: ResourceKind): number {
  const { units, problem, fix }: QuantityKind = KINDS[kind];
  const [, digits, suffix] = AMOUNT.exec(quantity) ?? [];
  const amount = Number(digits) * (units[suffix] ?? Number.NaN);
  site.check(amount > 0, { problem, got: quantity, fix });
  return amount;
}
