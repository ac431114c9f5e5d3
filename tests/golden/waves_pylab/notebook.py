# %% #setup
%pylab inline
%env TZ=Asia/Seoul
%cd .
!wget -q http://example.invalid/waves.csv
# %% [load] #waves
import pandas as pd
rng = random.RandomState(3)
waves = pd.DataFrame({"height": rng.gamma(2, .7, 150).round(2), "period": rng.normal(8, 2, 150).round(1), "angle": rng.uniform(0, 360, 150).round(0)})
waves["power"] = .5 * waves.height ** 2 * waves.period + rng.normal(0, .1, 150)
plot(waves.height); title("heights")
# %% [preprocess] #p
waves["north"] = cos(waves["angle"] * pi / 180)
waves["log_h"] = log1p(waves["height"]) - mean(log1p(waves["height"]))
feats = array(["height", "period", "north", "log_h"])
X = waves[list(feats)]
w, *_ = linalg.lstsq(column_stack([X, ones(len(X))]), waves["power"], rcond=None)
# %% [predict] #ask
power = column_stack([X, ones(len(X))]) @ w
# %% [evaluate] #e
err = abs(power - waves["power"]).mean()
