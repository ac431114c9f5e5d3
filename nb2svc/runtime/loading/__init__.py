"""From a bundle on disk to live code and state: hashes and libraries checked, thread caps known."""
