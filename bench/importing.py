"""python -m bench.importing: how fast is a file of readers imported, against PostgreSQL's own ways with the same rows?

Imports a CSV on a real PostgreSQL as a worker does it, with consent, suppression and the row report, then lets `COPY`
bring the same rows into a stage and one `INSERT … SELECT … ON CONFLICT` make readers and subscriptions of them, with
the hashes already in the file. Prints JSON. Rows of one run are compared, never runs.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.postgresql import running_server

REACH = 0.25  # of the rate of the database alone


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.importing")
    wish.add_argument("--rows", type=int, default=100_000)
    rows = wish.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {
            "DATA_DIR": folder, "DATABASE_URL": running_server(), "DJANGO_SETTINGS_MODULE": "publisher.settings"
        }  # fmt: skip
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        ours, theirs = by_us(rows), by_postgresql(Path(folder), rows)
    ratio = round(theirs / ours, 3)
    print(json.dumps(
        {"rows": rows, "rate": round(rows / ours), "copy_rate": round(rows / theirs), "ratio": ratio,
         "reached": ratio >= REACH}, indent=2,
    ))  # fmt: skip
    return 0 if ratio >= REACH else 1


def by_us(rows: int) -> float:
    """Seconds from the first ring to the end; the clock's rings in between cost nothing here."""
    from django.utils import timezone

    from publisher.audience import reader_files
    from publisher.models import MailingList, Subscription
    from tests.making import a_member

    weekly = MailingList.objects.create(name="Weekly", slug="weekly")
    lines = (f"reader{n}@example{n % 997}.org,Reader {n}\n".encode() for n in range(rows))
    file = reader_files.add(
        [b"email,name\n", *lines], weekly, name="readers.csv", consent="On paper", member=a_member(), now=timezone.now()
    )
    began = time.perf_counter()
    while (given := type(file).objects.get(id=file.id)).state == "importing":
        reader_files.run(file.id, timezone.now)
    seconds = time.perf_counter() - began
    assert given.counts == {"added": rows}
    assert Subscription.objects.filter(state="active").count() == rows
    return seconds


def by_postgresql(folder: Path, rows: int) -> float:
    """The same rows by COPY and two statements, on tables that are empty again."""
    from django.db import connection

    from publisher.models import MailingList, Subscriber, address_hash

    Subscriber.objects.all().delete()
    path = folder / "hashed.csv"
    with path.open("w") as file:
        for n in range(rows):
            address = f"reader{n}@example{n % 997}.org"
            file.write(f"{address},{address_hash(address)},Reader {n}\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CREATE UNLOGGED TABLE stage (address text, hash text, name text)")
    began = time.perf_counter()
    with connection.cursor() as cursor:
        raw: Any = cursor.connection.cursor()
        with raw.copy("COPY stage FROM STDIN WITH (FORMAT csv)") as copy, path.open("rb") as file:
            while piece := file.read(1 << 16):
                copy.write(piece)
        cursor.execute(
            "INSERT INTO publisher_subscriber (address, address_hash, name, language, bucket, created_at) "
            "SELECT address, hash, name, '', floor(random() * 10000)::int, now() FROM stage "
            "ON CONFLICT (address_hash) DO NOTHING"
        )
        cursor.execute(
            "INSERT INTO publisher_subscription (subscriber_id, mailing_list_id, state, consent, source, consented_at) "
            "SELECT s.id, %s, 'active', 'On paper', 'import', now() FROM publisher_subscriber s "
            "JOIN stage ON stage.hash = s.address_hash ON CONFLICT (subscriber_id, mailing_list_id) DO NOTHING",
            [MailingList.objects.get().id],
        )
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
