"""The commands, one module each; `solver.cli` imports the one that is run."""
