//! What the build put into this program: a catalogue and the widget.

/// The compiled catalogue of `data/`.
pub(crate) static CATALOGUE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.sqlite"));

include!(concat!(env!("OUT_DIR"), "/widget_files.rs"));
