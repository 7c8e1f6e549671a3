/** A request that somebody sends by mistake or on purpose, and the status it must get. */
export type HostileCase = {
  readonly name: string;
  readonly status: number;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  readonly headers?: Readonly<Record<string, string>>;
};
