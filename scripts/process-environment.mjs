/** What the product's process, and all that is run like it, is started with unless told otherwise. */
export const processEnvironment = {
  // Every running query of the embedded engine holds a libuv thread; four would starve the log.
  UV_THREADPOOL_SIZE: '16',
};
