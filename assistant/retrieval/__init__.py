"""The search: what a message is about."""

import os

# A product of one message's vector with the examples takes half a millisecond: handing it to several threads costs more
# than it saves, and takes the processors from other messages. Counts only when set before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
