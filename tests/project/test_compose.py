"""The compose file names what there is: settings, programs, services, ports."""

from dataclasses import fields
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml

from app.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "bendline"]


def test_two_web_processes_a_scheduler_workers_and_a_store():
    assert set(SERVICES) == {"web-1", "web-2", "scheduler", "worker", "store"}
    assert SERVICES["web-1"]["ports"] != SERVICES["web-2"]["ports"]


@pytest.mark.parametrize("name", [name for name in SERVICES if "environment" in SERVICES[name]])
def test_the_settings_are_accepted_and_lead_to_services(name):
    environment = SERVICES[name]["environment"]
    assert set(environment) <= {PREFIX + spec.name.upper() for spec in fields(Settings)}
    settings = Settings.from_environment(environment)
    for address in (settings.scheduler, settings.cache):
        assert address.partition("://")[2].partition(":")[0] in SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_be_waited_for(name):
    for other, wanted in SERVICES[name].get("depends_on", {}).items():
        healthy = "test" in SERVICES[other].get("healthcheck", {})
        assert healthy or wanted["condition"] == "service_started"


@pytest.mark.parametrize("name", [name for name in OURS if "entrypoint" in SERVICES[name]])
def test_the_programs_are_in_the_image(name):
    """What the extras in the Dockerfile install has a command of that name, with that subcommand."""
    program, subcommand, *_ = SERVICES[name]["entrypoint"]
    assert program in {entry.name for entry in entry_points(group="console_scripts")}
    assert subcommand in {entry.name for entry in entry_points(group="dask_cli")}
    assert "['cluster']" in (ROOT / "Dockerfile").read_text()
