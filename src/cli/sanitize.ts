/** Control characters, and those that turn the direction of a text: a name must not repaint the terminal. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from manifests as it may be printed, on one line. */
export function sanitize(text: string): string {
  return text.replace(/[\t\n]/g, ' ').replace(HARMFUL, '\ufffd');
}
