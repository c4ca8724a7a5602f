import * as fc from 'fast-check';
import type { Struct, Value } from './recipe';
import * as texts from './texts';
import { anyBoolean, call, dictionary, list, struct } from './values';
import type { AccessOptions, JwtIssuer } from '../../src';

/** A public key of 2048 bits. */
const MODULUS = 'u29nzVsfIF88QAM-6YQpjj7xv7xVyzmNS5I6uKUhCNr9fn2PrioReAuBhP8UDuDr6B9Xz1NarSIg50KDsQggoJmWCi3difMzKW4nKP6bADuW-tHI6couJCxJrZPnNrzBY8FSFnPba8iw3shtKuu4ylZPtiUT0m26Kui7xshSOxT'
  + 'WfL_HfggyHM9XcLFDi6kZtPiNXlujJb26v_JA9d4F2pbmMpoJOaBoBbD8Uu6rn6jSEec1eh61ylCRoFAfzw9n_d95C8vpY8NkRGSLV6alR6Cddg4iE-uLVwfGTWS1_qWxwr3no8nwks_obhJbgnVmnhuvavZWnJSXZ4Ndk03jqQ';
const KEYS = JSON.stringify({ keys: [{ kty: 'RSA', n: MODULUS, e: 'AQAB', kid: 'a' }] });

/** Where keys are fetched, and whose they are. */
const FETCHED: { readonly [jwksUri: string]: string } = {
  'https://login.example.com/keys': 'https://login.example.com',
  'http://keys.auth.svc:8080/jwks': 'http://issuer.example.com',
};
const DISCOVERED = 'https://accounts.example.com';

/** Issuers with keys that are fetched, written out or discovered. Few are looked up: istiod tries each for long where there is no network. */
export function jwtIssuer(): fc.Arbitrary<Struct> {
  return struct<JwtIssuer>({
    issuer: fc.constantFrom(DISCOVERED, ...Object.values(FETCHED)),
    jwksUri: fc.constantFrom(...Object.keys(FETCHED)),
    jwks: fc.constant(KEYS),
    audiences: list(fc.constantFrom('ml', 'https://ml.example.com')),
    forwardToken: anyBoolean(),
    claimHeaders: dictionary(fc.constantFrom('x-jwt-sub', 'X-Tenant'), fc.constantFrom('sub', 'tenant')),
  }, { required: ['issuer'] }).map((given) => {
    const { jwks, ...others } = given;
    if (given.jwksUri) {
      return { ...others, issuer: FETCHED[given.jwksUri] };
    }
    return jwks ? given : { ...others, issuer: DISCOVERED };
  });
}

/** Methods and paths; nothing for all of them. */
export function accessOptions(): fc.Arbitrary<Struct> {
  return struct<AccessOptions>({ methods: list(texts.method(), 1, 4), paths: list(texts.policyPath()) });
}

/** A caller of which only the identity is known. */
export function foreignCaller(): fc.Arbitrary<Value> {
  return fc.oneof(
    call('Caller.namespace', texts.namespaceName()),
    call('Caller.serviceAccount', texts.namespaceName(), texts.objectName()),
  );
}
