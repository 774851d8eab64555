//! Any bytes as an index, and valid indexes with changes that no checksum shows: opened, compared with their
//! checksums, and asked.
#![no_main]

#[path = "../../tests/fixture/mod.rs"]
mod fixture;

use std::sync::LazyLock;

use fixture::forge;
use libfuzzer_sys::fuzz_target;
use remedy_lookup::{Context, Index, Query};

static BASES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    [fixture::builder(fixture::documents()), fixture::large_builder()]
        .map(|builder| builder.build().unwrap_or_default())
});

fuzz_target!(|data: &[u8]| {
    let Some((mode, data)) = data.split_first() else { return };
    let base = &BASES[usize::from(mode & 1)];
    let bytes = match mode >> 1 & 3 {
        0 => data.to_vec(),
        // A whole index, whatever its checksums.
        1 => {
            let mut bytes = data.to_vec();
            forge::seal(&mut bytes);
            bytes
        }
        // Other bytes as one section.
        2 => {
            let Some((which, content)) = data.split_first() else { return };
            forge::with_section(base, usize::from(*which) % forge::SECTIONS, content)
        }
        // Single bytes: where, by section and place in it, and what is added to them.
        _ => {
            let mut bytes = base.clone();
            for change in data.chunks_exact(4) {
                let section = forge::section(base, usize::from(change[0]) % forge::SECTIONS);
                let at = usize::from(u16::from_le_bytes([change[1], change[2]]));
                if !section.is_empty() {
                    let at = section.start + at % section.len();
                    bytes[at] = bytes[at].wrapping_add(change[3]);
                }
            }
            forge::seal(&mut bytes);
            bytes
        }
    };
    let Ok(index) = Index::open(bytes.as_slice()) else { return };
    let _ = index.verify();
    let _ = (index.header(), index.documents());
    for (text, typing) in fixture::QUESTIONS {
        let query = Query { text, context: Context::default(), limit: usize::MAX, typing };
        fixture::assert_sound(&index.lookup(&query), text);
        index.explain(&query);
    }
});
