/** One JSON document as a line. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;
