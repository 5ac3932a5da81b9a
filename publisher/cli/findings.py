"""How findings are shown: a list in JSON, or a line each with what to do."""

from __future__ import annotations

from dataclasses import asdict

import click

from publisher.checks import Finding, safe

from .answers import Refusal, say_json

MARKS = {"fine": "✓", "look": "!", "blocked": "✗"}


def say_findings(findings: list[Finding], *, as_json: bool, otherwise: str) -> None:
    """Show them. Raises Refusal with `otherwise` if one of them is blocked."""
    if as_json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.level]} {finding.message}" + (f"\n    {finding.mend}" if finding.mend else ""))
    if not safe(findings):
        raise Refusal(otherwise)
