use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::sync::Mutex;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::error::bad_argument;
use super::facts::{dict, dicts};
use crate::core::{CoreOptions, MediaCore};
use crate::engine::{Engine, ForwardRequest, StreamRequest, Transport};
use crate::net::resolve;

/// Ids are codes and UUIDs; anything longer is a mistake.
const ID_BYTES_MAX: usize = 256;
const TOKEN_KEY_BYTES_MIN: usize = 16;

type PyEvent<'py> = (u64, &'static str, String, Bound<'py, PyDict>);

/// One media core: its receiving ports, its viewer listener and its threads.
#[pyclass(module = "anlan.media._core", frozen)]
pub struct Core {
    /// Behind a lock only for `close`; every other use is a short clone of a handle.
    running: Mutex<MediaCore>,
    receive_port: u16,
    viewer_port: u16,
    event_fd: RawFd,
}

impl Core {
    fn with<R>(&self, act: impl FnOnce(&MediaCore) -> R) -> R {
        act(&self.running.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    fn ask<R: Send + 'static>(
        &self,
        py: Python<'_>,
        act: impl FnOnce(&mut Engine) -> R + Send + 'static,
    ) -> PyResult<R> {
        let engine = self.with(|core| core.engine.clone());
        py.detach(|| engine.ask(act)).ok_or_else(|| bad_argument("the core is closed"))
    }
}

fn checked_id(id: String) -> PyResult<String> {
    if id.is_empty() || id.len() > ID_BYTES_MAX {
        return Err(bad_argument("an id has 1 to 256 bytes"));
    }
    Ok(id)
}

fn checked_transport(name: &str) -> PyResult<Transport> {
    Transport::parse(name)
        .ok_or_else(|| bad_argument(format!("transport {name:?} is none of udp, tcp_passive, tcp_active")))
}

fn checked_address(host: &str, port: u16) -> PyResult<SocketAddr> {
    let host = resolve(host).map_err(|error| bad_argument(error.to_string()))?;
    if port == 0 {
        return Err(bad_argument("port 0"));
    }
    Ok(SocketAddr::new(host, port))
}

#[pymethods]
impl Core {
    #[new]
    #[pyo3(signature = (*, receive_host, receive_port, viewer_host, viewer_port, token_key, allowed_origins=vec![], own_port_first=0,
        own_port_last=0, tls_certificate=None, tls_key=None, max_streams=2000, max_viewers=5000, reorder_window_ms=200,
        silence_ms=5000, gop_bytes_limit=8_388_608, worker_threads=0))]
    #[expect(clippy::too_many_arguments, reason = "keywords of the Python face")]
    fn new(
        py: Python<'_>,
        receive_host: String,
        receive_port: u16,
        viewer_host: String,
        viewer_port: u16,
        token_key: Vec<u8>,
        allowed_origins: Vec<String>,
        own_port_first: u16,
        own_port_last: u16,
        tls_certificate: Option<String>,
        tls_key: Option<String>,
        max_streams: usize,
        max_viewers: usize,
        reorder_window_ms: u64,
        silence_ms: u64,
        gop_bytes_limit: usize,
        worker_threads: usize,
    ) -> PyResult<Self> {
        if token_key.len() < TOKEN_KEY_BYTES_MIN {
            return Err(PyValueError::new_err("token_key needs at least 16 bytes"));
        }
        if own_port_first > own_port_last {
            return Err(PyValueError::new_err("own_port_first is above own_port_last"));
        }
        let tls = match (tls_certificate, tls_key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => {
                return Err(PyValueError::new_err("tls_certificate and tls_key go together"));
            }
        };
        let options = CoreOptions {
            receive_host,
            receive_port,
            viewer_host,
            viewer_port,
            token_key,
            allowed_origins,
            own_port_first,
            own_port_last,
            tls,
            max_streams,
            max_viewers,
            reorder_window_ms: reorder_window_ms.min(10_000),
            silence_ms,
            gop_bytes_limit,
            worker_threads: worker_threads.min(64),
        };
        let core = py.detach(|| MediaCore::start(options))?;
        Ok(Self {
            receive_port: core.receive_port,
            viewer_port: core.viewer_port,
            event_fd: core.events.fd(),
            running: Mutex::new(core),
        })
    }

    #[getter]
    fn receive_port(&self) -> u16 {
        self.receive_port
    }

    #[getter]
    fn viewer_port(&self) -> u16 {
        self.viewer_port
    }

    #[getter]
    fn event_fd(&self) -> RawFd {
        self.event_fd
    }

    fn take_events<'py>(&self, py: Python<'py>) -> PyResult<Vec<PyEvent<'py>>> {
        let events = self.with(|core| core.events.clone()).take();
        events.into_iter().map(|event| Ok((event.at_us, event.name, event.id, dict(py, event.facts)?))).collect()
    }

    #[pyo3(signature = (stream, *, ssrc, transport, expected_host=None, own_port=false, check_ssrc=true, any_source=false))]
    #[expect(clippy::too_many_arguments, reason = "keywords of the Python face")]
    fn open_stream(
        &self,
        py: Python<'_>,
        stream: String,
        ssrc: u32,
        transport: &str,
        expected_host: Option<&str>,
        own_port: bool,
        check_ssrc: bool,
        any_source: bool,
    ) -> PyResult<u16> {
        let expected_host = expected_host.map(resolve).transpose().map_err(|error| bad_argument(error.to_string()))?;
        let (id, transport) = (checked_id(stream)?, checked_transport(transport)?);
        let request = StreamRequest { id, ssrc, transport, expected_host, own_port, check_ssrc, any_source };
        Ok(self.ask(py, move |engine| engine.open_stream(request))??)
    }

    fn rebind(&self, py: Python<'_>, stream: String, ssrc: u32) -> PyResult<()> {
        Ok(self.ask(py, move |engine| engine.rebind(&stream, ssrc))??)
    }

    fn connect(&self, py: Python<'_>, stream: String, host: &str, port: u16) -> PyResult<()> {
        let remote = checked_address(host, port)?;
        Ok(self.ask(py, move |engine| engine.connect(&stream, remote))??)
    }

    fn close_stream(&self, py: Python<'_>, stream: String) -> PyResult<()> {
        Ok(self.ask(py, move |engine| engine.close_stream(&stream))??)
    }

    #[pyo3(signature = (forward, stream, *, ssrc, transport, host, port, own_port=true))]
    #[expect(clippy::too_many_arguments, reason = "keywords of the Python face")]
    fn add_forward(
        &self,
        py: Python<'_>,
        forward: String,
        stream: String,
        ssrc: u32,
        transport: &str,
        host: &str,
        port: u16,
        own_port: bool,
    ) -> PyResult<u16> {
        let transport = checked_transport(transport)?;
        // Who connects to us chooses the port itself.
        let remote = match transport {
            Transport::TcpPassive => checked_address(host, port.max(1))?,
            _ => checked_address(host, port)?,
        };
        let request = ForwardRequest { id: checked_id(forward)?, stream, ssrc, transport, remote, own_port };
        Ok(self.ask(py, move |engine| engine.add_forward(request))??)
    }

    fn start_forward(&self, py: Python<'_>, forward: String) -> PyResult<()> {
        Ok(self.ask(py, move |engine| engine.start_forward(&forward))??)
    }

    fn remove_forward(&self, py: Python<'_>, forward: String) -> PyResult<()> {
        self.ask(py, move |engine| engine.remove_forward(&forward))
    }

    fn drop_viewer(&self, viewer: &str, reason: &str) {
        let hub = self.with(|core| core.hub.clone());
        hub.drop_viewer(viewer, reason);
    }

    fn silent_ms(&self, py: Python<'_>, stream: String) -> PyResult<Option<u64>> {
        self.ask(py, move |engine| engine.silent_ms(&stream))
    }

    fn stream_statistics<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let rows = self.ask(py, |engine| engine.stream_statistics())?;
        dicts(py, rows)
    }

    fn viewer_statistics<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let hub = self.with(|core| core.hub.clone());
        dicts(py, hub.statistics())
    }

    fn forward_statistics<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let rows = self.ask(py, |engine| engine.forward_statistics())?;
        dicts(py, rows)
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.running.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).stop());
    }
}
