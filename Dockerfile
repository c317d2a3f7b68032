# One image for web, worker, beat and the migrate job; docker-compose.yml tells them apart.

FROM node:22-slim AS assets
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 VAR_DIR=/var/lib/crm
RUN useradd --system --create-home --home-dir /var/lib/crm crm
WORKDIR /site
COPY requirements.txt ./
RUN pip install --disable-pip-version-check --require-hashes -r requirements.txt
COPY --from=assets /site/node_modules node_modules
COPY . .
# Static files and translations are the same everywhere, so they are part of the image.
RUN STATIC_ROOT=/site/static-gathered SECRET_KEY=only-to-build python manage.py prepare --image \
    && install -d -o crm /var/lib/crm/media /var/lib/crm/ledger-heads /var/lib/crm/backups
ENV STATIC_ROOT=/site/static-gathered
USER crm
EXPOSE 8000
# How many processes answer; memory sets their number here, not the machine's cores.
ENV WEB_CONCURRENCY=3
CMD ["gunicorn", "-c", "python:crm_site.processes.web", "-b", "0.0.0.0:8000", "crm_site.wsgi:application"]
