/** What cursors are signed for; with another purpose those that are out are refused. */
export const CURSOR_PURPOSE = 'emberlog cursor';
