use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::events::{Fact, Facts};

/// Facts as a dict of str, int and float.
pub fn dict(py: Python<'_>, facts: Facts) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    for (name, fact) in facts {
        match fact {
            Fact::Text(text) => dict.set_item(name, text)?,
            Fact::Whole(number) => dict.set_item(name, number)?,
            Fact::Real(number) => dict.set_item(name, number)?,
        }
    }
    Ok(dict)
}

pub fn dicts(py: Python<'_>, rows: Vec<Facts>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    rows.into_iter().map(|row| dict(py, row)).collect()
}
