"""Pictures of a notebook as SVG text. Pure: plain values in, text out; knows no server and no widget."""
