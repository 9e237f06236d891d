"""Ask the site in this container whether it is well, as the proxy would ask it."""

import http.client
import os
import sys
from urllib.parse import urlsplit

host = urlsplit(os.environ["SITE_URL"]).netloc
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
connection.request("GET", "/healthz/", headers={"Host": host, "X-Forwarded-Proto": "https"})
response = connection.getresponse()
sys.stdout.write(response.read(2000).decode(errors="replace"))
sys.exit(0 if response.status == 200 else 1)
