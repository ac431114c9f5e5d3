"""Runs a notebook once and makes a verified version of it. All input and output of a build is in this folder."""
