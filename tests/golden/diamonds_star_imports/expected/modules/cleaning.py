from sklearn.preprocessing import MinMaxScaler

COLUMNS = ["carat", "depth", "table"]
_hidden = 1


def shrink(frame):
    return frame / (1 + frame.abs())


def unused():
    raise NotImplementedError
