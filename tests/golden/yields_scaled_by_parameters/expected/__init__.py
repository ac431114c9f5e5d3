"""The service that nb2svc built from notebook.py."""
