"""What several tests share: waiting for conditions, doubles of our own ports."""
