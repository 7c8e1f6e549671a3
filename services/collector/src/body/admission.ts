/** The room one request holds until its reply is made. */
export type Lease = {
  /** Makes sure of room for a body of this many bytes in all; false when there is none. */
  hold(bytes: number): boolean;
  /** Gives the room back; later calls change nothing. */
  release(): void;
};

export type Admission = {
  /** Room for a request whose body is said to have this many bytes, or null when full. */
  enter(bytes: number): Lease | null;
};

/** Bounds what waits: at most `requests` at a time, and `bytes` of bodies among them. */
export const createAdmission = (room: {
  readonly requests: number;
  readonly bytes: number;
}): Admission => {
  let requests = 0;
  let bytes = 0;

  const lease = (): Lease => {
    let held = 0;
    let open = true;
    return {
      hold: (wanted) => {
        const more = Math.max(0, wanted - held);
        if (!open || bytes + more > room.bytes) return false;
        held += more;
        bytes += more;
        return true;
      },
      release: () => {
        if (!open) return;
        open = false;
        requests -= 1;
        bytes -= held;
      },
    };
  };

  return {
    enter: (announced) => {
      if (requests >= room.requests) return null;
      requests += 1;
      const entered = lease();
      if (entered.hold(announced)) return entered;
      entered.release();
      return null;
    },
  };
};
