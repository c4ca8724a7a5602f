/** A JSON Web Key, as far as it is read here. */
export type Key = Readonly<Record<string, unknown>>;

/** What a key of each type needs (RFC 7518 §6). */
const FIELDS: Readonly<Record<string, readonly string[]>> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], oct: ['k'] };

const CURVES: Readonly<Record<string, readonly string[]>> = { EC: ['P-256', 'P-384', 'P-521', 'secp256k1'], OKP: ['Ed25519', 'X25519'] };

const BASE64 = /^[-\w+/]+={0,2}$/;

/** The keys of a JSON Web Key Set or of a single key in JSON, or undefined if the text is neither. */
export function readKeys(text: string): readonly Key[] | undefined {
  const value = fromJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const keys: unknown = 'keys' in value ? value.keys : [value];
  return Array.isArray(keys) && keys.every(isKey) ? keys : undefined;
}

/** Whether the key is more than what tokens are verified with. */
export function isPrivate({ d, kty }: Key): boolean {
  return kty === 'oct' || d !== undefined;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKey(value: unknown): value is Key {
  const key = (typeof value === 'object' && value !== null ? value : {}) as Key;
  const type = String(key.kty);
  return Object.hasOwn(FIELDS, type)
    && FIELDS[type].every((field) => typeof key[field] === 'string' && (field === 'crv' || BASE64.test(key[field])))
    && (CURVES[type]?.includes(String(key.crv)) ?? true);
}
