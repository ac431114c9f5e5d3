"""The pages of all runs: a folder of files that a web server, or nobody but a browser, shows."""
