"""gunicorn's settings, for `make run` and for a server alike; the environment says where they differ."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# Each worker makes its own application after the fork: no database connection is ever carried across it.
preload_app = False

timeout = 60
graceful_timeout = 30
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# The control socket would be a file in the home of whoever starts the portal; nothing here uses it.
control_socket_disable = True

# The sizes of bodies, forms and uploads are the application's settings.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

accesslog = os.environ.get("PORTAL_ACCESS_LOG") or None
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker):
    """Tell the garbage collector that what a start leaves behind stays: it would walk through all of it again and
    again in the middle of a request, for 170 ms at a time, and find nothing.
    """
    gc.collect()
    gc.freeze()
    # Fewer walks over the young as well: a page makes some ten thousand objects, nearly all gone when it ends.
    gc.set_threshold(5_000, 20, 20)


def when_ready(server):
    addresses = " ".join(str(listener) for listener in server.LISTENERS)
    print(f"铁拳行动案件报送与考核平台：{addresses}（按 Ctrl+C 停止）", flush=True)
