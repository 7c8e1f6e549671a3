/** Removes the database with all its tables, whatever their sizes; answers when their files are gone. */
export const dropDatabase =
  'DROP DATABASE IF EXISTS emberlog SYNC SETTINGS max_table_size_to_drop = 0';
