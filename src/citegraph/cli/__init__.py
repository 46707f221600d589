"""The command line. Nothing heavy is imported before a command is chosen."""

from citegraph.cli.main import main

__all__ = ["main"]
