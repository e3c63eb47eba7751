//! The Python face; its contract is `src/anlan/media/_core.pyi`.
mod core;
mod error;
mod facts;

use pyo3::prelude::*;

#[pymodule]
mod _core {
    #[pymodule_export]
    use super::core::Core;
    #[pymodule_export]
    use super::error::MediaError;
    use pyo3::prelude::*;

    /// The type alias of the stub, so that it can be imported at run time too.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let typing = module.py().import("typing")?;
        let literal = typing.getattr("Literal")?;
        let names = ["udp", "tcp_passive", "tcp_active"].map(|name| literal.get_item(name));
        let [udp, passive, active] = names;
        module.add("Transport", typing.getattr("Union")?.get_item((udp?, passive?, active?))?)
    }
}
