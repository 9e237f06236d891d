# `site` is the image of web, beat and the step that prepares the database; `worker` has LibreOffice too.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/pma \
    && /opt/pma/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm AS machine
# Pango draws the text of statements; harfbuzz-subset makes that three times as fast.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin pma \
    && install -d -m 0700 -o pma -g pma /data
ENV PATH=/opt/pma/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PMA_VAR=/data
WORKDIR /srv/pma

FROM machine AS site
COPY --from=packages /opt/pma /opt/pma
COPY . /srv/pma
RUN /opt/pma/bin/python -m compileall -q /srv/pma
USER pma
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "pmatraining.wsgi:application"]

FROM machine AS worker
# Makes pages of office files; the fonts are as wide as those that Word and Excel use.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui \
        fonts-liberation fonts-crosextra-carlito fonts-crosextra-caladea \
    && rm -rf /var/lib/apt/lists/*
COPY --from=packages /opt/pma /opt/pma
COPY --from=site /srv/pma /srv/pma
USER pma
CMD ["python", "-m", "celery", "--app", "pmatraining", "worker", "--loglevel", "INFO"]
