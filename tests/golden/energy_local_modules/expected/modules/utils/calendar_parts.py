NIGHT = 6


def part_of_day(hour):
    return "night" if hour < NIGHT else "day" if hour < 18 else "evening"


def is_weekend(day):
    return day >= 5
