"""The business, one package per capability: models, service, ports, events."""
