"""The media core driven from outside: real packets in, real viewers and foreign readers out."""
