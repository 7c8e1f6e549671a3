/** The bytes that make the structure of a JSON text. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** The bracket that a closing one closes: both codes of a kind lie two apart. */
export const openingOf = (closing: number): number => closing - 2;
