"""What mail servers' codes mean: one table with sources, for sending and for bounces."""
