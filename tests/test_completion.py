"""The tab key: the scripts that `chalkgrad completion` prints, tried in the shells that are here."""

import shutil
import subprocess

import pytest

from viz.cli import COMMANDS, main

ASK = """
source "$0"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_shtab_chalkgrad
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(tmp_path, capsys):
    """A file with the script of bash."""
    assert main(["completion", "bash"]) == 0
    path = tmp_path / "chalkgrad.bash"
    path.write_text(capsys.readouterr().out)
    return path


def offers(script, *words, folder=None):
    """What bash offers for the last word."""
    command = ["bash", "--norc", "-c", ASK, str(script), "chalkgrad", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_commands_options_words_and_files(script, tmp_path):
    assert set(COMMANDS) <= offers(script, "")
    assert offers(script, "wo") == {"worksheet"}
    assert {"--style", "--theme"} <= offers(script, "draw", "--")
    assert offers(script, "draw", "x", "--rankdir", "") == {
        "auto",
        "LR",
        "RL",
        "TB",
        "BT",
    }
    assert offers(script, "steps", "--lang", "z") == {"zh"}
    assert offers(script, "train", "m") >= {"moons", "mnist"}
    (tmp_path / "picture.svg").touch()
    assert offers(script, "draw", "-o", "pic", folder=tmp_path) == {"picture.svg"}


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_other_shells_have_a_script_too(shell, capsys):
    assert main(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in COMMANDS)


def test_a_shell_that_has_none_is_refused(capsys):
    assert main(["completion", "fish"]) == 2
    complaint = capsys.readouterr().err
    assert "shell must be one of bash, zsh, tcsh; got 'fish'" in complaint
