import { PICKER_EXAMPLE, PICKER_TLS_EXAMPLE } from './picker-example';
import { PICKER_OWNERS, tlsTo, tlsToPicker } from './picker-tls-settings';
import { DESTINATION_RULE } from '../../../manifest/kinds';
import { altered, rule, together } from '../../rule';

const TLS_PICKER = altered(PICKER_EXAMPLE, ['            - --secure-serving=false\n', '']);

export const pickerTlsMissing = rule({
  code: 'MLM0510',
  name: 'picker-tls-missing',
  severity: 'error',
  title: 'An endpoint picker serves TLS, and the gateway is not told',
  kinds: PICKER_OWNERS,
  message: 'the picker serves TLS (--secure-serving, its default), and nothing tells gateways so for {host}',
  why: 'The gateway speaks plaintext to it, every request is answered with 500 under FailClose and chosen in turn under FailOpen, and every status is fine.',
  fix: 'add a DestinationRule for the host with tls mode SIMPLE and insecureSkipVerify (the picker makes its own certificate), or start it with --secure-serving=false',
  cases: ['disagreements/picker-tls-missing', 'disagreements/picker-tls-host'],
  evidence: '500 without a backend, the routes and the pool accepted; a DestinationRule for another host changes nothing',
  bad: altered(TLS_PICKER, ['- name: epp\n', '- name: epp # <- MLM0510\n']),
  good: together(TLS_PICKER, PICKER_TLS_EXAMPLE),
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner).filter(({ servesTls }) => servesTls)) {
      const service = index.pickers.servicesOf(picker).find((each) => !tlsTo(each, index));
      if (service !== undefined) {
        const at = picker.has('secure-serving') ? picker.flagAt('secure-serving') : picker.at('name');
        yield { at, data: { host: index.hosts.fqdnOf(service) } };
      }
    }
  },
});

export const pickerTlsUnexpected = rule({
  code: 'MLM0511',
  name: 'picker-tls-unexpected',
  severity: 'error',
  title: 'Gateways speak TLS to an endpoint picker that serves none',
  kinds: [DESTINATION_RULE],
  message: 'gateways speak TLS to {host}, and {picker} is started with --secure-serving=false',
  why: 'No handshake comes about: every request is answered with 500 under FailClose and chosen in turn under FailOpen, and every status is fine.',
  fix: 'delete the tls settings, or let the picker serve TLS (leave --secure-serving out)',
  cases: ['disagreements/picker-tls-unexpected'],
  evidence: '500 without a backend, the route and the pool accepted',
  bad: together(altered(PICKER_TLS_EXAMPLE, ['mode: SIMPLE', 'mode: SIMPLE # <- MLM0511']), PICKER_EXAMPLE),
  good: together(PICKER_TLS_EXAMPLE, TLS_PICKER),
  * check(destinationRule, { index }) {
    for (const { at, picker, host } of tlsToPicker(destinationRule, index)) {
      if (!picker.servesTls) {
        yield { at: at.at('mode'), data: { host, picker: picker.owner.id }, related: [{ at: picker.flagAt('secure-serving'), label: 'no TLS' }] };
      }
    }
  },
});

export const pickerCertificate = rule({
  code: 'MLM0512',
  name: 'picker-certificate',
  severity: 'error',
  title: 'Gateways verify a certificate that the endpoint picker makes itself',
  kinds: [DESTINATION_RULE],
  message: '{picker} makes its own certificate at its start, which nobody can verify',
  why: 'Every handshake fails: requests are answered with 500 under FailClose and chosen in turn under FailOpen, and every status is fine.',
  fix: 'set insecureSkipVerify: true, or give the picker a certificate (--cert-path)',
  cases: ['disagreements/picker-tls-verified'],
  evidence: '500 without a backend, the route and the pool accepted',
  bad: together(altered(PICKER_TLS_EXAMPLE, ['tls:\n', 'tls: # <- MLM0512\n'], ['      insecureSkipVerify: true\n', '']), TLS_PICKER),
  good: together(PICKER_TLS_EXAMPLE, TLS_PICKER),
  * check(destinationRule, { index }) {
    for (const { at, picker, isVerified } of tlsToPicker(destinationRule, index)) {
      if (isVerified && picker.isSelfSigned) {
        yield { at, data: { picker: picker.owner.id } };
      }
    }
  },
});
