"""``python -m reportnlp`` is the command line."""

import sys

from reportnlp.cli.main import main

sys.exit(main())
