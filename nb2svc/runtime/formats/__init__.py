"""Wire formats: the bytes of a request to rows, and answers to bytes. No HTTP objects and no service are known here.

One file per format; `media.py` holds the table of them by media type.
"""
