"""JupyterLab: its server's side, what the browser shows, and a panel for cells. Calls what the command line calls."""
