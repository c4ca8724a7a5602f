import type { Site } from '../core/site';

/** validateRevision of istioctl: a DNS-1123 label. */
const REVISION = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Read as something else than text when istioctl copies `spec.revision` into the values. */
const TYPED = /^(\d+(e\d+)?|true|false|null)$/;

/** The name of a control plane. */
export function checkRevision(site: Site, revision: string): string {
  site.check(REVISION.test(revision), {
    problem: 'must be a DNS label: lower-case letters, digits and -, 63 characters at most',
    got: revision,
    fix: "write for example '1-31-1'",
  });
  site.check(!TYPED.test(revision), {
    problem: 'must not look like a number or a YAML word, which istioctl takes for one',
    got: revision,
    fix: "write for example 'r131' or '1-31-1'",
  });
  site.check(revision !== 'default', { problem: 'must be a name of its own', got: revision, fix: 'leave it out for the default revision' });
  return revision;
}
