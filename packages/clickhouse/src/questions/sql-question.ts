/** A worked question to the documented views: a statement that runs as it stands. */
export type SqlQuestion = {
  /** Of its address on a page: lower-case letters and hyphens. */
  readonly name: string;
  readonly title: string;
  /** What the answer is good for, and what to know before it is believed. */
  readonly why: string;
  /** Asked at any time: `now64(3, 'UTC')` is the only clock in it. */
  readonly sql: string;
  /** What comes, in order: names of columns, and what they mean. */
  readonly columns: Readonly<Record<string, string>>;
};
