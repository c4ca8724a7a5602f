import { CheckContext } from './context';
import { Acknowledgements } from './engine/acknowledgements';
import { documentFindings } from './engine/document-findings';
import { type Draft, draft } from './engine/draft';
import { fill } from './engine/fill';
import { inOrder } from './engine/order';
import { schemaFindings } from './engine/schema-findings';
import { sizeFindings } from './engine/size-findings';
import type { Finding, Report, RuleFailure } from './finding';
import { type CheckOptions, DEFAULT_TARGET } from './options';
import type { ObjectRule } from './rule';
import { RULES } from './rules';
import { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ReadObjects } from '../manifest/read';

/** Finds what is wrong with some objects. */
export function check(input: ReadObjects, options: CheckOptions = {}): Report {
  const { target = DEFAULT_TARGET, isComplete = false, rootNamespace, clusterDomain } = options;
  const schema = schemaFindings(input.objects, target);
  const index = new ManifestIndex(input.objects, { rootNamespace, clusterDomain, dataPlane: target.dataPlane, malformed: schema.malformed });
  const failures: RuleFailure[] = [];
  const drafts = [
    ...documentFindings(input),
    ...schema.drafts,
    ...sizeFindings(input.objects),
    ...ruleFindings(new CheckContext(index, target, isComplete), failures),
  ];
  const judged = index.objects.judged();
  const acknowledgements = new Acknowledgements(judged);
  const findings = drafts.map((found) => toFinding(found, isComplete, acknowledgements));
  const ofAcknowledgements = acknowledgements.findings().map((found) => toFinding(found, isComplete));
  return {
    findings: inOrder([...findings, ...ofAcknowledgements]),
    failures,
    objects: judged.length,
    notJudged: schema.notJudged.map(({ id }) => id),
  };
}

function ruleFindings(context: CheckContext, failures: RuleFailure[]): Draft[] {
  const found: Draft[] = [];
  for (const rule of RULES) {
    for (const kind of rule.kinds ?? []) {
      for (const object of context.index.objects.all(kind)) {
        if (!object.isStub) {
          apply(rule as ObjectRule, object, context, found, failures);
        }
      }
    }
  }
  return found;
}

/** A rule that throws is broken, whatever else is: nobody looks into objects that are malformed. It must not take the others with it. */
function apply(rule: ObjectRule, object: ManifestObject, context: CheckContext, found: Draft[], failures: RuleFailure[]): void {
  try {
    for (const hit of rule.check(object, context)) {
      found.push(draft(rule, hit, object));
    }
  } catch (error) {
    failures.push({ rule, object, error });
  }
}

function toFinding({ rule, object, at, data, fix, related = [] }: Draft, isComplete: boolean, acknowledgements?: Acknowledgements): Finding {
  const isOpenWorld = rule.isAbsence === true && !isComplete;
  return {
    rule,
    severity: isOpenWorld ? 'info' : rule.severity,
    message: fill(rule.message, data),
    fix: fix ?? rule.fix,
    object,
    at,
    related,
    acknowledged: acknowledgements?.reasonFor(object, rule),
    ...(isOpenWorld ? { isOpenWorld } : {}),
  };
}
