import { gatewayNameHits } from './gateways';
import type { VirtualServiceAllowOrigin as StringMatch, VirtualServiceMatch } from '../../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { expressionProblem } from '../values/expressions';
import { matchedHeaderProblem } from '../values/headers';
import { isDnsLabel, labelsProblemOf } from '../values/names';
import { portProblem } from '../values/ports';
import { found, foundIn, refused } from '../verdict';

export const virtualServiceMatch = refused({
  code: 'MLM0907',
  name: 'virtual-service-match',
  title: 'A match of a VirtualService cannot match anything',
  kinds: [VIRTUAL_SERVICE],
  why: 'Headers need names of headers, prefixes and regular expressions a text (of a path the prefix may be empty), and expressions are RE2 of at most 1,024 bytes. The webhook '
    + 'refuses anything else.',
  fix: 'write a text that can stand in a request',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - match:
            - uri:
                regex: "/v1/(?!admin).*" # <- MLM0907
          route:
            - destination:
                host: model
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - match:
            - uri:
                regex: "/v1/models/[^/]+"
          route:
            - destination:
                host: model
  `,
  * check(service) {
    for (const [i, { match = [] }] of (service.spec.http ?? []).entries()) {
      for (const [j, conditions] of match.entries()) {
        yield* matchHits(service.at('spec', 'http', i, 'match', j), conditions);
      }
    }
  },
});

const TEXTS = ['scheme', 'method', 'authority'] as const;

function* matchHits(at: Location, match: VirtualServiceMatch): Iterable<Hit> {
  yield* headerHits(at.at('headers'), match.headers);
  yield* headerHits(at.at('withoutHeaders'), match.withoutHeaders, ({ regex }) => regex === '*');
  yield* foundIn(at.at('uri', 'regex'), match.uri?.regex, expressionProblem);
  for (const field of TEXTS) {
    yield* textHits(at.at(field), match[field]);
  }
  for (const [name, text] of Object.entries(match.queryParams ?? {})) {
    yield* textHits(at.at('queryParams', name), text);
  }
  yield* foundIn(at.at('port'), match.port || undefined, portProblem);
  yield* foundIn(at.at('sourceLabels'), match.sourceLabels, labelsProblemOf);
  yield* gatewayNameHits(at.at('gateways'), match.gateways);
  if (match.sourceNamespace && !isDnsLabel(match.sourceNamespace)) {
    yield found(at.at('sourceNamespace'), `${JSON.stringify(match.sourceNamespace)} is no name of a namespace`);
  }
}

function* headerHits(at: Location, headers: Readonly<Record<string, StringMatch>> = {}, isPresence?: (text: StringMatch) => boolean): Iterable<Hit> {
  for (const [name, text] of Object.entries(headers)) {
    yield* foundIn(at.at(name).key(), name, matchedHeaderProblem);
    if (!isPresence?.(text)) {
      yield* textHits(at.at(name), text);
    }
  }
}

function* textHits(at: Location, text: StringMatch = {}): Iterable<Hit> {
  if (text.prefix === '') {
    yield found(at.at('prefix'), 'the prefix is empty', 'leave the match out: it holds for everything');
  }
  yield* foundIn(at.at('regex'), text.regex, expressionProblem);
}
