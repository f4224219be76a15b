"""``python -m bot`` is ``frontwatch``."""

from bot.cli import main

if __name__ == "__main__":
    main()
