"""The publishing desk of a donor-funded newsroom."""
