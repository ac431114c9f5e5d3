"""Tables of library calls: what changes its object, what returns its object, what touches the process.

Names alone decide, because types are not known here. An entry that is missing makes the compiler more careful
(an unknown call may change what it is given), never less.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "COLLECTING_BUILTINS",
    "COPYING_CLASSES",
    "DEEP_METHODS",
    "DYNAMIC",
    "FILE_CALLS",
    "HOLDING_BUILTINS",
    "HOLDING_CALLS",
    "KNOWN_PACKAGES",
    "MUTATING_FUNCTIONS",
    "PROCESS_CALLS",
    "PURE_PACKAGES",
    "PYTHON_SCALARS",
    "SEEDS",
    "SELF_METHODS",
    "SHALLOW_METHODS",
    "TEXT_QUERIES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# built-in functions that read or bind names behind the reader's back
DYNAMIC: Final = _words("exec eval globals locals vars compile __import__")
# built-in functions whose results are constants
PYTHON_SCALARS: Final = _words(
    "abs all any ascii bin bool bytes callable chr complex dir divmod float format hasattr hash help hex id input int "
    "isinstance issubclass len oct ord pow print range repr round slice str type"
)

# methods that change the list, dict, set or frame they are called on, and nothing behind it
SHALLOW_METHODS: Final = _words(
    "__setitem__ __delitem__ __setattr__ add append appendleft clear discard extend extendleft insert "
    "intersection_update move_to_end pop popitem popleft put remove resize reverse rotate setdefault sort subtract "
    "symmetric_difference_update difference_update update fill itemset setflags setfield partition "
    "read readline readlines seek write writelines send throw close"
)
# methods that change their object and the objects it works on: models, optimizers, trainers
DEEP_METHODS: Final = _words(
    "fit fit_generator fit_predict fit_resample fit_transform partial_fit train train_on_batch eval step backward "
    "zero_grad to cuda cpu half bfloat16 load_state_dict load_weights load_model compile set_params set_output "
    "add_module register_buffer register_parameter register_forward_hook register_backward_hook apply_gradients "
    "minimize build freeze unfreeze tie_weights resize_token_embeddings fit_one_cycle fine_tune update_params"
)
# methods whose result is the object itself, a view of it, or something that keeps it
SELF_METHODS: Final = _words(
    "fit partial_fit set_params set_output train eval to cuda cpu half float double requires_grad_ detach numpy view "
    "reshape ravel transpose squeeze unsqueeze swapaxes permute expand contiguous t parameters named_parameters "
    "children modules named_modules named_children buffers items values keys get setdefault groupby rolling expanding "
    "resample __getitem__ __enter__ __iter__ pipe set_index_ loc iloc zero_ compile share_memory pop"
)
# functions that return something which keeps their arguments
HOLDING_BUILTINS: Final = _words("map dict max min getattr super")
# functions whose result has the same items as their argument
COLLECTING_BUILTINS: Final = _words("list tuple set frozenset sorted reversed iter filter")
HOLDING_CALLS: Final = _words(
    "partial partialmethod deque nullcontext closing "
    "make_pipeline make_union make_column_transformer make_scorer vectorize frompyfunc from_numpy as_tensor asarray "
    "asanyarray ascontiguousarray atleast_1d atleast_2d ravel reshape transpose squeeze expand_dims broadcast_to chain "
    "product islice cycle repeat groupby starmap tee combinations permutations zip_longest random_split "
    "namedtuple SimpleNamespace wraps lru_cache cache singledispatch jit njit compile"
)
# classes that copy what they are given (pandas copies on write)
COPYING_CLASSES: Final = _words(
    "DataFrame Series Index MultiIndex RangeIndex DatetimeIndex Categorical CategoricalDtype Timestamp Timedelta "
    "Counter Path PurePath Decimal Fraction StringIO BytesIO Generator RandomState Random"
)
# functions that change their arguments in place
MUTATING_FUNCTIONS: Final = _words(
    "shuffle heappush heappop heapify heapreplace heappushpop insort insort_left insort_right fill_diagonal place "
    "putmask copyto put put_along_axis clip_grad_norm_ clip_grad_value_ setattr delattr next swap_parameters"
)
# methods whose text argument mentions names: `df.query("a > @limit")`
TEXT_QUERIES: Final = _words("query eval")

SEEDS: Final = _words(
    "seed manual_seed manual_seed_all set_seed seed_everything set_random_seed fix_seed random_seed set_rng_state "
    "set_state setstate use_deterministic_algorithms"
)
PROCESS_CALLS: Final = _words(
    "set_option reset_option set_config set_printoptions seterr set_num_threads set_num_interop_threads "
    "set_default_dtype set_default_device set_default_tensor_type set_grad_enabled set_float32_matmul_precision "
    "filterwarnings simplefilter resetwarnings chdir putenv unsetenv setlocale register_matplotlib_converters "
    "basicConfig setrecursionlimit load_dotenv set_verbosity set_verbosity_error set_log_level tzset install"
)
FILE_CALLS: Final = _words(
    "to_csv to_parquet to_pickle to_feather to_excel to_json to_hdf to_sql to_file to_stata to_orc save save_model "
    "save_pretrained save_weights savez savez_compressed savetxt dump tofile write_text write_bytes makedirs mkdir "
    "mkdtemp urlretrieve copyfile copy2 copytree rmtree unlink rmdir rename_file extractall extract download "
    "save_file write_table symlink touch"
)

# packages whose functions change nothing they are given, but for those in the tables above
PURE_PACKAGES: Final = _words(
    "numpy pandas scipy sklearn statsmodels math cmath statistics json collections itertools functools operator re "
    "string time datetime calendar copy gc textwrap typing decimal fractions pprint logging warnings tqdm tabulate "
    "polars pyarrow category_encoders"
)
# packages whose functions do not change their arguments where their result is used
KNOWN_PACKAGES: Final = PURE_PACKAGES | _words(
    "torch torchvision torchtext torchaudio xgboost lightgbm catboost imblearn joblib pickle os sys pathlib glob "
    "random shutil io csv gzip zipfile tarfile urllib requests hashlib uuid tempfile subprocess platform "
    "contextlib dataclasses enum abc types inspect ast bisect heapq struct base64 html xml sqlite3 threading "
    "multiprocessing concurrent tqdm nltk spacy gensim transformers datasets tokenizers sentence_transformers PIL cv2 "
    "skimage shap lime eli5 optuna hyperopt mlxtend prophet pmdarima networkx sympy keras tensorflow jax umap hdbscan "
    "textblob unidecode bs4 lxml yaml geopandas shapely pyproj folium dask sqlalchemy psycopg2 boto3 einops timm mlflow"
)
