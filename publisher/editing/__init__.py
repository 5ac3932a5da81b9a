"""What editors do, before anything leaves."""
