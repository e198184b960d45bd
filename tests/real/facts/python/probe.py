"""Runs one probe: `python probe.py probes/NAME.py`. So a probe may have its library's name and still import the library."""

import runpy
import sys

runpy.run_path(sys.argv[1])
