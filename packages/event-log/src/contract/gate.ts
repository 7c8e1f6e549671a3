/** A promise that a test lets resolve when it wants to. */
export type Gate = {
  readonly passed: Promise<void>;
  open(): void;
};

export function createGate(): Gate {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}
