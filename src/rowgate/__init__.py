"""rowgate: reviewed rows from production traces, as a release gate in git."""

__version__ = "0.1.0"
