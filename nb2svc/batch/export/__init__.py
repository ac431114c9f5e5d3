"""Schedules for other schedulers: files that make cron, systemd, Airflow and others start the same runs."""
