import type { Site } from './site';

/** Service, Gateway and most other names: RFC 1035 labels. */
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;
const LABEL_KEY_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const MAX_LABEL = 63;
const MAX_SUBDOMAIN = 253;

/**
 * A DNS-1035 label made from any text, a model id for instance: `Llama-3.1-70B` gives `llama-3-1-70b`; a label stays as it is.
 * Joins the parts with `-`. Fails where nothing usable is left or the result is longer than 63 characters.
 */
export function labelFrom(site: Site, ...parts: string[]): string {
  const text = parts.join('-');
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .replace(/-+$/, '');
  site.check(label !== '', {
    problem: 'must contain a letter, since a Kubernetes name is made from it',
    got: text,
    fix: 'use letters a to z, digits and -',
  });
  site.check(label.length <= MAX_LABEL, {
    problem: `makes the Kubernetes name ${label}, which is longer than ${MAX_LABEL} characters`,
    got: text,
    fix: 'choose a shorter one',
  });
  return label;
}

export function checkLabel(site: Site, name: string): string {
  site.check(DNS_1035_LABEL.test(name), {
    problem: 'must be a DNS label: lower-case letters, digits and -, starting with a letter, 63 characters at most',
    got: name,
    fix: 'rename it',
  });
  return name;
}

export function checkNamespace(site: Site, name: string): string {
  site.check(DNS_1123_LABEL.test(name), {
    problem: 'must be a namespace name: lower-case letters, digits and -, 63 characters at most',
    got: name,
    fix: 'rename it',
  });
  return name;
}

/** Names of most objects, service accounts among them. */
export function checkObjectName(site: Site, name: string): string {
  site.check(name.length <= MAX_SUBDOMAIN && DNS_1123_SUBDOMAIN.test(name), {
    problem: 'must be a DNS subdomain: lower-case letters, digits, - and ., 253 characters at most',
    got: name,
    fix: 'rename it',
  });
  return name;
}

/** A host that a listener or route serves; `*.` in front stands for any labels. */
export function checkHostname(site: Site, hostname: string): string {
  const plain = hostname.replace(/^\*\./, '');
  const isAddress = /^[0-9.]+$/.test(plain);
  site.check(hostname.length <= MAX_SUBDOMAIN && plain.split('.').every((label) => DNS_1123_LABEL.test(label)) && !isAddress, {
    problem: 'must be a host name, with * at most as its first label',
    got: hostname,
    fix: "write 'models.example.com' or '*.example.com'",
  });
  return hostname;
}

export function checkLabels(site: Site, labels: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(labels)) {
    const slash = key.lastIndexOf('/');
    const prefix = slash < 0 ? undefined : key.slice(0, slash);
    const hasPrefix = prefix === undefined || (prefix.length <= MAX_SUBDOMAIN && DNS_1123_SUBDOMAIN.test(prefix));
    const ok = hasPrefix && LABEL_KEY_NAME.test(key.slice(slash + 1));
    site.check(ok, { problem: 'has a key that is not a label key', got: key, fix: 'use letters, digits, - _ . and an optional DNS prefix with /' });
    site.at(key).check(LABEL_VALUE.test(value), {
      problem: 'must be a label value: letters, digits, - _ . and 63 characters at most',
      got: value,
      fix: 'shorten it or put it into an annotation',
    });
  }
}
