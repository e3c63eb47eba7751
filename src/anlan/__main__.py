"""``python -m anlan`` is ``anlan``."""

from anlan.app.cli import main

if __name__ == "__main__":
    main()
