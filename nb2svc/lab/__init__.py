"""JupyterLab: its server's side, and what the browser shows. Calls the same functions as the command line."""
