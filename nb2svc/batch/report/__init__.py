"""The report of a run: what its rows and answers are like, beside the training and beside the last run."""
