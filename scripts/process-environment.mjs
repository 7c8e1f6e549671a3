/** What the product's process, and all that is run like it, is started with unless told otherwise. */
export const processEnvironment = {
  // Every running query of the embedded engine holds a libuv thread; four would starve the log.
  UV_THREADPOOL_SIZE: '16',
  // Of glibc, ignored elsewhere: it keeps memory for every thread apart, and big pieces that were
  // freed, which came to 140 of 740 MiB with the demo under load.
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '131072',
};
