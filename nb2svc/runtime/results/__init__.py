"""Results of batch runs, read from the tables that hold them: for one key, the newest unless another is asked for."""
