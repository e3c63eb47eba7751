"""SDP (RFC 8866) with the y= and f= lines of GB/T 28181 annex G."""
