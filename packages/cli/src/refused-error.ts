import type { EXIT } from './exit-code.ts';

/** What was asked for cannot be done, for a reason that is no failure. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly exit: keyof typeof EXIT;

  constructor(exit: 'absent' | 'refused', message: string) {
    super(message);
    this.exit = exit;
  }
}
