"""Notices (通知): what everybody must have read, with receipts."""
