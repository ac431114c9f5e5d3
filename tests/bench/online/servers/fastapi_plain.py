"""FastAPI as its tutorial writes it: pydantic models in and out, a plain function that FastAPI runs in a thread."""

from exported import DTYPES, FACTS, load
from fastapi import FastAPI
from pydantic import create_model

KINDS = {"str": str, "int64": int, "float64": float, "bool": bool}

answer_rows, _ = load()
Row = create_model("Row", **{name: (KINDS[kind] | None, ...) for name, kind in DTYPES.items()})
Answer = create_model("Answer", **dict.fromkeys(FACTS["answers"], (float, ...)))
app = FastAPI()


@app.post("/predict")
def predict(row: Row) -> Answer:
    return answer_rows([row.model_dump()])[0]


@app.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}
