"""How the web processes run for real; the container's memory and processors decide the numbers."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"  # a slow upload holds a thread, not a process
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "6"))
timeout = 120
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108 -- heartbeats of workers, kept off the disk
control_socket_disable = True  # the file system is read-only, and nobody asks
accesslog = "-"
errorlog = "-"
