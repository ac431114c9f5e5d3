"""Make the small tables that the example notebooks read: the same bytes on every machine.

    python notebooks/data/make_data.py

Everything is invented. The standard library's random numbers are used because their sequence never changes.
"""

import csv
import math
import random
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent


def write_table(name, rows):
    """Write rows (dicts with the same keys; None is an empty cell) as a CSV file next to this script."""
    with (FOLDER / name).open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def sometimes_missing(rng, value, share):
    """Return the value, or None with probability `share`."""
    return None if rng.random() < share else value


def churn(rng, rows=2000):
    """Customers of a mobile phone company, and who of them left within the next quarter."""
    base = {"basic": 19.0, "plus": 34.0, "pro": 59.0}
    for number in range(rows):
        plan = rng.choices(list(base), weights=(5, 3, 2))[0]
        tenure = min(int(rng.expovariate(1 / 24)), 120)
        age = int(min(max(rng.gauss(46, 15), 18), 92))
        charge = round(base[plan] * rng.uniform(0.85, 1.3), 2)
        calls = min(int(rng.expovariate(0.9)), 9)
        paperless = rng.random() < 0.6
        payment = rng.choices(("card", "transfer", "check"), weights=(5, 3, 2))[0]
        risk = -1.6 - 0.035 * tenure + 0.55 * calls + 0.012 * charge - 0.008 * (age - 46)
        risk += 0.7 * (payment == "check") - 0.4 * (plan == "pro") + rng.gauss(0, 0.5)
        yield {
            "customer_id": f"C{10_000 + number}",
            "tenure": tenure,
            "charge": charge,
            "age": sometimes_missing(rng, age, 0.06),
            "support_calls": calls,
            "paperless": paperless,
            "plan": plan,
            "region": rng.choice("NSEW"),
            "payment": sometimes_missing(rng, payment, 0.04),
            "churn": "Yes" if rng.random() < 1 / (1 + math.exp(-risk)) else "No",
        }


def rentals(rng, days=500):
    """Bikes rented per day at three stations of a town."""
    size = {"harbour": 210, "station": 340, "university": 260}
    for day in range(days):
        today = date(2023, 4, 1) + timedelta(days=day)
        summer = math.cos(2 * math.pi * (today.timetuple().tm_yday - 200) / 365.25)
        temperature = round(11 + 10 * summer + rng.gauss(0, 3.5), 1)
        humidity = round(min(max(rng.gauss(68 - 6 * summer, 11), 25), 100))
        wind = round(rng.lognormvariate(2.4, 0.5), 1)
        rain = round(max(rng.gauss(-1.5, 4), 0), 1)
        for station, bikes in size.items():
            weekend = today.weekday() >= 5
            factor = 1 + 0.025 * (temperature - 11) - 0.03 * rain - 0.006 * max(wind - 12, 0) + 0.0004 * day
            factor *= {"harbour": 1.5, "station": 0.8, "university": 0.45}[station] if weekend else 1.0
            yield {
                "date": today.isoformat(),
                "station": station,
                "temperature": sometimes_missing(rng, temperature, 0.05),
                "humidity": sometimes_missing(rng, humidity, 0.03),
                "wind": wind,
                "rain": rain,
                "holiday": (today.month, today.day) in {(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)},
                "rentals": max(round(bikes * max(factor, 0.08) * rng.gauss(1, 0.11)), 3),
            }


GREETINGS = ("", "", "", "Hello, ", "Hi team, ", "Good morning, ", "Dear support, ", "URGENT!! ", "Hey - ")
CLOSINGS = ("", "", "", " Thanks!", " Please help.", " Can you look into it?", " Kind regards", " Any idea?", " :(")
THINGS = {
    "billing": {
        "{who} charged {often} for {month}": {
            "who": ("I was", "My card was", "We were", "Our company got"),
            "often": ("twice", "the wrong amount", "two times", "again", "too much"),
            "month": ("March", "last month", "the May invoice", "order #4711", "the yearly plan"),
        },
        "{doc} {problem}": {
            "doc": ("The invoice for June", "My receipt", "The last bill", "Invoice 2024-118", "The credit note"),
            "problem": ("shows the wrong VAT number", "is missing", "has an old address", "does not add up"),
        },
        "I would like {what}, the payment {state}": {
            "what": ("a refund", "my money back", "to change the card on file", "an invoice instead"),
            "state": ("was declined", "went through twice", "is still pending", "failed on Friday"),
        },
    },
    "login": {
        "{thing} {problem}": {
            "thing": ("The reset mail", "My password", "The login page", "Two-factor code", "The sign in link"),
            "problem": ("does not work", "never arrives", "is rejected", "has expired", "keeps coming back empty"),
        },
        "I cannot {what} since {when}": {
            "what": ("log in", "sign in to my account", "open my profile", "get past the password page"),
            "when": ("this morning", "the update", "I changed my phone", "yesterday", "Monday"),
        },
        "My account is {state} after {many} attempts": {
            "state": ("locked", "blocked", "disabled", "frozen"),
            "many": ("3", "five", "too many", "several"),
        },
    },
    "delivery": {
        "{thing} {problem}": {
            "thing": ("My parcel", "The package", "Order 88213", "Our shipment", "The second box"),
            "problem": ("has not arrived", "is stuck in customs", "came damaged", "went to the wrong address"),
        },
        "Tracking says {state} but {fact}": {
            "state": ("delivered", "out for delivery", "returned to sender", "in transit"),
            "fact": ("nobody was here", "I got nothing", "it has not moved for days", "the courier never rang"),
        },
        "When will {thing} be shipped? I have been waiting {time}": {
            "thing": ("my order", "the missing part", "the replacement", "the rest of the order"),
            "time": ("two weeks", "since the 3rd", "10 days", "for ages"),
        },
    },
    "bug": {
        "The {part} {problem} when I {action}": {
            "part": ("app", "dashboard", "export", "report page", "search"),
            "problem": ("crashes", "freezes", "shows an error", "stays blank", "is very slow"),
            "action": ("click save", "open it on Android", "filter by date", "upload a file", "switch language"),
        },
        "Error {code} on {place}": {
            "code": ("500", "404", "E-1203", "'undefined is not a function'", "timeout"),
            "place": ("the settings page", "every export", "the mobile app", "the dashboard", "upload"),
        },
        "Since {version} the {part} {problem}": {
            "version": ("version 2.4", "version 3.0.1", "the last update"),
            "part": ("chart", "table", "import", "notification list"),
            "problem": ("is wrong", "does not load", "loses my data", "is cut off"),
        },
    },
}


def tickets(rng, rows=600):
    """Short messages to a support desk, and the team that solved them."""
    channels = ("mail", "chat", "phone")
    for number in range(rows):
        team = rng.choices(list(THINGS), weights=(3, 3, 2, 3))[0]
        pattern, words = rng.choice(list(THINGS[team].items()))
        text = pattern.format(**{slot: rng.choice(choices) for slot, choices in words.items()})
        text = rng.choice(GREETINGS) + text + rng.choice((".", "!", "", "...")) + rng.choice(CLOSINGS)
        if rng.random() < 0.08:
            text = text.upper()
        if rng.random() < 0.05:  # people are not consistent, and neither are labels
            team = rng.choice(list(THINGS))
        yield {"ticket_id": number + 1, "channel": rng.choice(channels), "text": text, "team": team}


if __name__ == "__main__":
    write_table("churn.csv", list(churn(random.Random(7))))
    write_table("rentals.csv", list(rentals(random.Random(11))))
    write_table("tickets.csv", list(tickets(random.Random(13))))
