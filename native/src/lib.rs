//! Media core of Anlan. This file only registers the Python face.
use pyo3::prelude::*;

#[pymodule]
mod _core {}
