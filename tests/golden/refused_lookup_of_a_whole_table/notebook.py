# %% #setup
import numpy as np
import pandas as pd
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite:///rates.db")

# %% [load] #payments
rng = np.random.default_rng(1)
payments = pd.DataFrame({"currency": rng.choice(["CHF", "DKK", "NOK"], 60), "amount": rng.gamma(2, 50, 60).round(2)})

# %% [lookup] #rates
rates = pd.read_sql("select currency, rate from rates", engine).set_index("currency")["rate"]

# %% [predict] #convert
euros = (payments["amount"] * payments["currency"].map(rates)).round(2)
