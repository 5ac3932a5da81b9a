# The desk, its workers and its clock: one image, one command each (see docker-compose.yml).
FROM python:3.12-slim-bookworm AS publisher
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DATA_DIR=/data
RUN useradd --system --uid 10001 --no-create-home publisher && install -d -m 0700 -o publisher /data
WORKDIR /srv/publisher
COPY requirements/ requirements/
# "esp" where mail leaves by a provider's own interface
ARG REQUIREMENTS=run
RUN pip install --no-deps --require-hashes -r requirements/$REQUIREMENTS.txt
COPY pyproject.toml README.md ./
COPY templates/ templates/
COPY tasks/ tasks/
COPY publisher/ publisher/
# Editable, so that the templates are found beside the code, as in a checkout.
RUN pip install --no-deps --no-build-isolation -e .
USER publisher
VOLUME /data
EXPOSE 8000
CMD ["publisher", "web", "--host", "0.0.0.0"]

# A Postfix that takes mail from the other containers only, and delivers it. It names the sending domain, never a host.
FROM debian:bookworm-slim AS relay
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postfix ca-certificates \
    && rm -rf /var/lib/apt/lists/*
ENV RELAY_NAME=localhost.localdomain RELAY_FOR=172.16.0.0/12
EXPOSE 25
CMD postconf -e "myhostname=$RELAY_NAME" "smtpd_banner=\$myhostname ESMTP" "mydestination=" "inet_interfaces=all" \
      "mynetworks=127.0.0.0/8 $RELAY_FOR" "smtpd_relay_restrictions=permit_mynetworks,reject" \
      "smtp_tls_security_level=may" "maillog_file=/dev/stdout" \
    && exec postfix start-fg
