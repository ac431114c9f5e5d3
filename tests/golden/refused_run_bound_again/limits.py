threshold = 30


def is_fast(speeds):
    return (speeds > threshold).astype(int)
