import { SPIFFE } from './identity';
import { quoteRegex } from '../../core/regex';

/** Whether a text is one that is wanted. */
export type TextTest = (text: string) => boolean;

/** `*`, `*end`, `start*` or the text itself (istio.io/istio pilot/pkg/security/authz/matcher/string.go). `*` wants some text. */
export function textTest(pattern: string): TextTest {
  if (pattern === '*') {
    return (text) => text !== '';
  }
  return affixTest(pattern) ?? ((text) => text === pattern);
}

/** As `textTest`, but `*` is there also when it is empty (matcher/header.go `HeaderMatcher`). */
export function headerTest(pattern: string): TextTest {
  return pattern === '*' ? () => true : textTest(pattern);
}

/** As `headerTest`, without regard to case (matcher/header.go `HostMatcher`). */
export function hostTest(pattern: string): TextTest {
  const test = headerTest(pattern.toLowerCase());
  return (text) => test(text.toLowerCase());
}

/** A principal as policies write it, compared with the name in a certificate (model/generator.go `srcPrincipalGenerator`). */
export function principalTest(pattern: string): TextTest {
  if (pattern === '*') {
    return (uri) => uri !== '';
  }
  if (pattern.startsWith('*')) {
    return whole(`${SPIFFE}.*${quoteRegex(pattern.slice(1))}`);
  }
  return textTest(SPIFFE + pattern);
}

/** `*` may stand anywhere, and for slashes too (model/generator.go `srcNamespaceGenerator`). */
export function namespaceTest(pattern: string): TextTest {
  return whole(`.*/ns/${pattern.split('*').map(quoteRegex).join('.*')}/.*`);
}

/** `namespace/account`, or an account of the policy's namespace (model/generator.go `serviceAccountRegex`). */
export function serviceAccountTest(pattern: string, policyNamespace: string): TextTest {
  const slash = pattern.indexOf('/');
  const [namespace, account] = slash < 0 ? [policyNamespace, pattern] : [pattern.slice(0, slash), pattern.slice(slash + 1)];
  return whole(`${SPIFFE}.+/ns/${quoteRegex(namespace)}/(.+/|)sa/${quoteRegex(account)}(/.+)?`);
}

/** A trust domain, in which `*` stands for no slash (model/generator.go `srcTrustDomainGenerator`). */
export function trustDomainTest(pattern: string): TextTest {
  if (pattern === '*') {
    return (uri) => uri.startsWith(SPIFFE);
  }
  const star = pattern.indexOf('*');
  return star < 0
    ? (uri) => uri.startsWith(`${SPIFFE}${pattern}/`)
    : whole(`${SPIFFE}${quoteRegex(pattern.slice(0, star))}[^/]*${quoteRegex(pattern.slice(star + 1))}/.*`);
}

function affixTest(pattern: string): TextTest | undefined {
  if (pattern.startsWith('*')) {
    const end = pattern.slice(1);
    return (text) => text.endsWith(end);
  }
  if (pattern.endsWith('*')) {
    const start = pattern.slice(0, -1);
    return (text) => text.startsWith(start);
  }
  return undefined;
}

function whole(regex: string): TextTest {
  const compiled = new RegExp(`^(?:${regex})$`);
  return (text) => compiled.test(text);
}
