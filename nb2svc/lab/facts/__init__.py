"""What is told of a notebook, as plain values: the same in JupyterLab, and in `nb2svc.panel()`. Knows no server."""
