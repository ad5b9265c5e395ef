"""The settings: a table of defaults, and an environment that is read strictly."""

from dataclasses import fields

import pytest

from app.__main__ import _settings, main
from app.settings import PREFIX, BadSetting, Settings


def test_without_an_environment_the_defaults_hold():
    assert Settings.from_environment({"PATH": "/bin", "BENDLINE_PORT": ""}) == Settings()


def test_each_setting_is_read_from_its_variable():
    given = {spec.name: getattr(Settings(), spec.name) for spec in fields(Settings)}
    changed = {name: value + 1 for name, value in given.items() if isinstance(value, int | float)}
    changed |= {"host": "::1", "access_log": False, "log_format": "text", "cors_origins": "https://a.example"}
    changed |= {"cache": "redis://store", "scheduler": "tcp://host:8786", "proxies": "*"}
    assert changed.keys() == given.keys()
    environment = {PREFIX + name.upper(): str(value) for name, value in changed.items()}
    environment["BENDLINE_ACCESS_LOG"] = "off"
    assert Settings.from_environment(environment) == Settings(**changed)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("BENDLINE_PORT", "many", "must be a whole number, not 'many'"),
        ("BENDLINE_PORT", "70000", "must be 0 to 65535, not 70000"),
        ("BENDLINE_WORKERS", "0", "must be 1 to 256"),
        ("BENDLINE_DEADLINE_S", "nan", "must be 0.001 to 3600.0"),
        ("BENDLINE_ACCESS_LOG", "maybe", "must be on or off, not maybe"),
        ("BENDLINE_LOG_FORMAT", "xml", "must be json or text, not xml"),
        ("BENDLINE_CORS_ORIGINS", "https://a.example, https://b.example/", "not https://b.example/"),
        ("BENDLINE_CORS_ORIGINS", "b.example", "must be origins such as https://example.org"),
    ],
)
def test_a_bad_value_is_named_with_its_bounds(variable, value, words):
    with pytest.raises(BadSetting, match=words) as error:
        Settings.from_environment({variable: value})
    assert variable in str(error.value)


@pytest.mark.parametrize(
    "address",
    ["redis://127.0.0.1:6379/0", "rediss://:secret@store/1", "unix:///run/redis.sock?db=0", "redis://[::1]"],
)
def test_a_shared_cache_has_an_address(address):
    assert Settings.from_environment({"BENDLINE_CACHE": address}).cache == address


def test_slices_are_longer_on_a_cluster_unless_it_is_said_how_long():
    here, there = Settings(), Settings(scheduler="tcp://host:8786")
    assert (here.slice_s, there.slice_s) == (0.05, 0.15)
    assert Settings(slice_ms=20, scheduler="tcp://host:8786").slice_s == Settings(slice_ms=20).slice_s == 0.02


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://host:8786", "tcp://host", "tcp://:8786 x"])
def test_a_scheduler_has_an_address(address):
    with pytest.raises(BadSetting, match="BENDLINE_SCHEDULER"):
        Settings(scheduler=address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:6379",
        "http://:secret@store",
        "redis:secret",
        "redis://",
        "unix://",
        "redis://:secret@store:x",
    ],
)
def test_an_address_of_another_kind_is_refused_without_repeating_its_password(address):
    with pytest.raises(BadSetting, match="BENDLINE_CACHE") as error:
        Settings.from_environment({"BENDLINE_CACHE": address})
    assert "redis, rediss, unix" in str(error.value) and "secret" not in str(error.value)


def test_what_the_app_lacks_for_its_settings_is_told_in_one_line(monkeypatch, capsys):
    def lacking(settings: Settings) -> None:
        raise BadSetting("cache needs a package")

    monkeypatch.setattr("app.main.create_app", lacking)
    assert main([]) == 2
    assert capsys.readouterr().err == "bendline: cache needs a package\n"


def test_origins_stand_with_commas_between():
    settings = Settings(cors_origins=" https://a.example ,http://localhost:3000")
    assert settings.origins == ("https://a.example", "http://localhost:3000") and Settings().origins == ()


def test_every_setting_says_what_it_is_for():
    assert all(spec.metadata["help"].endswith(".") for spec in fields(Settings))


def test_the_command_line_stands_above_the_environment(monkeypatch):
    monkeypatch.setenv("BENDLINE_PORT", "9000")
    monkeypatch.setenv("BENDLINE_WORKERS", "3")
    settings = _settings(["--port", "9001"])
    assert (settings.port, settings.workers) == (9001, 3)
