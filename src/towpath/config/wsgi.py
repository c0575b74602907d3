"""The web application for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
application = get_wsgi_application()

# What was loaded stays for good: the collector need not walk through it again, nor run as often as for a script.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
