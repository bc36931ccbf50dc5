"""`python -m careplan` is `careplan`."""

from careplan.cli import main

if __name__ == "__main__":
    main(prog_name="careplan")
