"""Saves the artefact as an MLflow pyfunc model, without a signature: its checks would cost, and the types are known.

`mlflow models serve` serves what is saved.
"""

import sys
from pathlib import Path

import mlflow


class Model(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        from exported import NAMES, load, make_column

        self.names, self.make_column = NAMES, make_column
        _, self.answer_frame = load()

    def predict(self, context, model_input, params=None):
        import pandas as pd
        from exported import DTYPES

        columns = {name: self.make_column(model_input[name].tolist(), kind) for name, kind in DTYPES.items()}
        return self.answer_frame(pd.DataFrame(columns))


if __name__ == "__main__":
    mlflow.pyfunc.save_model(
        sys.argv[1], python_model=Model(), code_paths=[str(Path(__file__).with_name("exported.py"))]
    )
