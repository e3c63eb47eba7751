"""The simulator's own thin sockets for SIP: the codecs are shared with the gateway, nothing else is."""
