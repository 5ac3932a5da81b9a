"""Which addresses may be reached: the guarded HTTP transport."""
