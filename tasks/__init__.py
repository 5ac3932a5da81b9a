"""When things happen; no business logic. Django is set up before any module here asks for a model."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
django.setup()
