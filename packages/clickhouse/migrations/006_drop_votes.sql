DROP TABLE IF EXISTS emberlog.votes SYNC SETTINGS max_table_size_to_drop = 0
