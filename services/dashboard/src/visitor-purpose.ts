/** What visitors' cookies are signed for. */
export const VISITOR_PURPOSE = 'emberlog visitor';
