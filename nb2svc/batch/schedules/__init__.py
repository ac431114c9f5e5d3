"""When batches run: cron times, what is made up for later, and the process that starts runs."""
