/** How findings can be printed. */
export const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;

export type FormatName = typeof FORMATS[number];
