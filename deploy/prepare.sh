#!/bin/sh
# Before a version starts: the signing key, tables, static files, both diplomas. Each step may be
# repeated.
set -eu
python manage.py check_statements --key-only
python manage.py migrate --no-input
python manage.py collectstatic --no-input
for specification in courses/specifications/*.txt; do
    python manage.py import_specification "$specification"
done
