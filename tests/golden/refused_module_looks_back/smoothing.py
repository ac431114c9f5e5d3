def smooth(values, days=3):
    return values.rolling(days, min_periods=1).mean()
