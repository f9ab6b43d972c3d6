"""``python -m channels`` is the ``linban`` command."""

from channels.cli import main

main()
