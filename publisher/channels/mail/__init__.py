"""Mail: mime.py writes it, smtp.py carries it."""
