"""Passes over the program: each file has one public function; `driver` has their order."""
