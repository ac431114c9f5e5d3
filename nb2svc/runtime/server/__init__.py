"""Processes and sockets: what listens at a port and runs the HTTP interface."""
