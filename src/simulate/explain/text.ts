import type { Outcome } from '../outcome';
import { draw } from './drawing';

const TOPIC_WIDTH = 11;

/** The outcomes as a tree, each line with the object that decided. */
export function drawText(outcomes: readonly Outcome[]): string {
  return draw(outcomes)
    .map(({ edge, topic, text, place }) => `${edge}${topicText(topic)}${text}${place === undefined ? '' : `   ${place}`}`)
    .join('\n');
}

/** A topic in its column: what a proxy does stands under its name. */
export function topicText(topic: string): string {
  return `${isHead(topic) ? '' : '  '}${topic.padEnd(TOPIC_WIDTH)}${isHead(topic) ? ' ' : ''}`;
}

/** Whether a proxy, or an end, begins here. */
export function isHead(topic: string): boolean {
  return topic.startsWith('▸') || topic.startsWith('=');
}
