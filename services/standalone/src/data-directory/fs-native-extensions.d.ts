/** The part of the library that is used; it brings no types of its own. */
declare module 'fs-native-extensions' {
  /** Locks a range of an open file for this process; false while another open file holds it. */
  export const tryLock: (file: number, offset: number, length: number) => boolean;
}
