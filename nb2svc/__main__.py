"""`python -m nb2svc`: the same as the command `nb2svc`."""

import sys

from nb2svc.cli import main

if __name__ == "__main__":
    sys.exit(main())
