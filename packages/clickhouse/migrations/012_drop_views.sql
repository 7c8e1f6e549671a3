DROP TABLE IF EXISTS emberlog.views SYNC SETTINGS max_table_size_to_drop = 0
