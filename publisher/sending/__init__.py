"""What happens when it is time."""
