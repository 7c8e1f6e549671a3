/** A reply as tests look at it. */
export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly summary: Readonly<Record<string, string>>;
};

export const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  text: await response.text(),
  headers: response.headers,
  summary: JSON.parse(response.headers.get('x-clickhouse-summary') ?? '{}') as Record<
    string,
    string
  >,
});
