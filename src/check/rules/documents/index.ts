import { impossibleAcknowledgement, reasonlessAcknowledgement, staleAcknowledgement, unknownAcknowledgement } from './acknowledging';
import { duplicateObject, installSettings, strayDocument, unreadableDocument } from './reading';
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
  staleAcknowledgement,
  unknownAcknowledgement,
  reasonlessAcknowledgement,
  impossibleAcknowledgement,
];
