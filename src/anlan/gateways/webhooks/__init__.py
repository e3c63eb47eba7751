"""Webhooks: signed posts to receivers, to permitted addresses only, without following anywhere."""
