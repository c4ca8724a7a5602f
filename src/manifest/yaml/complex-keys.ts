import { type Event, EVENT_ID, parseEvents, YAMLException } from '../../vendor/js-yaml-5';

/** Whether the key of a mapping comes next, by mappings and lists that are being read; nothing is a key in a list. */
type Frame = { keyNext: boolean } | undefined;

/** Where the first key is that is a list or a mapping: objects of Kubernetes have none. */
export function complexKey(text: string): number | undefined {
  const frames: Frame[] = [];
  for (const event of eventsOf(text)) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
    } else if (event.type !== EVENT_ID.DOCUMENT) {
      const isCollection = event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE;
      const parent = frames.at(-1);
      if (isCollection && parent?.keyNext) {
        return event.start;
      }
      if (parent !== undefined) {
        parent.keyNext = !parent.keyNext;
      }
      if (isCollection) {
        frames.push(event.type === EVENT_ID.MAPPING ? { keyNext: true } : undefined);
      }
    }
  }
  return undefined;
}

/** None of what this version does not take, and the one that has read the text does: a tab behind a colon in braces. */
function eventsOf(text: string): readonly Event[] {
  try {
    return [...parseEvents(text, {})];
  } catch (error) {
    if (error instanceof YAMLException) {
      return [];
    }
    throw error;
  }
}
