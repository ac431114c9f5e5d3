"""What a run is to do, for which time, with which parameters."""
