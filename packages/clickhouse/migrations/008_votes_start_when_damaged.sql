ALTER TABLE emberlog.votes MODIFY SETTING
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
