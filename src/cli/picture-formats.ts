import * as path from 'path';

/** How a mesh can be drawn. */
export const PICTURE_FORMATS = ['mermaid', 'svg'] as const;

export type PictureFormat = typeof PICTURE_FORMATS[number];

/** What the name of a file ends with, and what is in such a file. */
const ENDINGS: Readonly<Record<string, PictureFormat>> = { '.svg': 'svg', '.mmd': 'mermaid', '.mermaid': 'mermaid', '.md': 'mermaid' };

export const PICTURE_ENDINGS = Object.keys(ENDINGS).join(', ');

/**
 * The format of a picture: the one that is named, or that of the file, or else Mermaid.
 *
 * @throws where the file would be taken for something else
 */
export function pictureFormat(named: PictureFormat | undefined, output: string | undefined): PictureFormat {
  const ending = path.extname(output ?? '').toLowerCase();
  const own = ENDINGS[ending];
  if (named !== undefined && own !== undefined && own !== named) {
    throw new Error(`${output} would be taken for ${own} and is to hold ${named}: leave out --format, or end the name otherwise`);
  }
  if (named === undefined && own === undefined && ending !== '') {
    throw new Error(`${output} ends with ${ending}, and pictures are written to ${PICTURE_ENDINGS}: end the name with one of them, or say --format ${PICTURE_FORMATS.join(' or ')}`);
  }
  return named ?? own ?? 'mermaid';
}

/** In Markdown, Mermaid stands in a fence. */
export function asFile(text: string, output: string): string {
  return path.extname(output).toLowerCase() === '.md' ? `\`\`\`mermaid\n${text}\`\`\`\n` : text;
}
