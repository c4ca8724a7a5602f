import { impossibleAcknowledgement, reasonlessAcknowledgement, staleAcknowledgement, unknownAcknowledgement } from './acknowledging';
import { duplicateObject, installSettings, strayDocument, unreadableDocument } from './reading';
import { tooLarge, tooLargeForApply } from './size';
import { celViolation, schemaViolation, unknownKind } from './validation';
import type { Rule } from '../../rule';

export const DOCUMENT_RULES: readonly Rule[] = [
  unreadableDocument,
  strayDocument,
  duplicateObject,
  schemaViolation,
  celViolation,
  unknownKind,
  installSettings,
  tooLarge,
  tooLargeForApply,
  staleAcknowledgement,
  unknownAcknowledgement,
  reasonlessAcknowledgement,
  impossibleAcknowledgement,
];
