"""Notifications: events of this platform pushed to other systems by signed webhooks, retried, and set aside where nobody takes them."""
