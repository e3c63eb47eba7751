use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

use crate::engine::{EngineError, ErrorCode};

create_exception!(
    _core,
    MediaError,
    PyException,
    "What was asked of the core cannot be done; args are code and detail."
);

impl From<EngineError> for PyErr {
    fn from(error: EngineError) -> Self {
        MediaError::new_err((error.code.name(), error.detail))
    }
}

pub fn bad_argument(detail: impl Into<String>) -> PyErr {
    EngineError::new(ErrorCode::BadArgument, detail).into()
}
