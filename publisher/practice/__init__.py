"""The practice world: the outside world on loopback, for newcomers and for tests. Knows nothing of the product."""
