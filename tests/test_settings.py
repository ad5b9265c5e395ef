"""The settings: a table of defaults, and an environment that is read strictly."""

from dataclasses import fields

import pytest

from app.__main__ import _settings
from app.settings import PREFIX, BadSetting, Settings


def test_without_an_environment_the_defaults_hold():
    assert Settings.from_environment({"PATH": "/bin", "BENDLINE_PORT": ""}) == Settings()


def test_each_setting_is_read_from_its_variable():
    given = {spec.name: getattr(Settings(), spec.name) for spec in fields(Settings)}
    changed = {name: value + 1 for name, value in given.items() if isinstance(value, int | float)}
    changed |= {"host": "::1", "access_log": False, "log_format": "text", "cors_origins": "https://a.example"}
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
