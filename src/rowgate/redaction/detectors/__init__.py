"""Built-in detectors, a module per family, registered on the hook plugins use."""
