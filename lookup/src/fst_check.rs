//! Checks the bytes of an FST, so that walking it can neither panic nor go round in circles.
//!
//! The `fst` crate trusts its bytes: an address that lies makes it panic. The format (version 3 of
//! <https://docs.rs/fst/0.4/src/fst/raw/node.rs.html>) is read backwards here, node after node: an 8-byte
//! version, an 8-byte type, nodes one after another, the last one the root; then the number of keys, the
//! root's address and a checksum. A node's address is that of its last byte, its state byte:
//!
//! ```text
//! 11iiiiii  one transition, to the node before, without output; i names the input, or 0: [input] state
//! 10iiiiii  one transition:                             [output] [delta] sizes [input] state
//! 0fnnnnnn  n transitions, or 0: see before; f: final   [final output] [outputs] [deltas] [inputs] [index] sizes [n] state
//! ```

const VERSION: u64 = 3;
const HEAD: usize = 16;
const TAIL: usize = 20;
/// The address of the node without transitions, which has no bytes.
const EMPTY: usize = 0;
/// With more transitions than this a node has an index of 256 bytes.
const INDEXED_ABOVE: usize = 32;

/// Whether every node lies within the bytes and leads only to nodes before it, and no output is above
/// [`u32::MAX`], so that adding them up along a path cannot overflow.
pub(crate) fn is_sound(bytes: &[u8]) -> bool {
    check(bytes).is_some()
}

fn check(bytes: &[u8]) -> Option<()> {
    let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?));
    let nodes = bytes.len().checked_sub(TAIL)?;
    let root = usize::try_from(number(nodes.checked_add(8)?)?).ok()?;
    if number(0)? != VERSION || nodes < HEAD {
        return None;
    }
    if root == EMPTY {
        return (nodes == HEAD).then_some(());
    }
    if root.checked_add(1)? != nodes {
        return None;
    }
    let mut known = vec![0_u64; nodes / 64 + 1];
    let mut address = root;
    loop {
        known[address / 64] |= 1 << (address % 64);
        let start = Node::read(bytes, address)?.start;
        if start == HEAD {
            break;
        }
        address = start.checked_sub(1).filter(|before| *before >= HEAD)?;
    }
    let is_node = |address: usize| address == EMPTY || known[address / 64] & (1 << (address % 64)) != 0;
    let mut address = root;
    loop {
        let node = Node::read(bytes, address)?;
        if !node.targets(bytes)?.into_iter().all(|target| target < address && is_node(target)) {
            return None;
        }
        if node.start == HEAD {
            return Some(());
        }
        address = node.start - 1;
    }
}

/// Where the parts of a node lie.
struct Node {
    /// The first byte.
    start: usize,
    /// The byte after the packed addresses, which stand before it in reverse.
    addresses_end: usize,
    transitions: usize,
    address_size: usize,
}

impl Node {
    fn read(bytes: &[u8], address: usize) -> Option<Self> {
        let state = *bytes.get(address)?;
        let common = state & 0b11_1111;
        let explicit = usize::from(common == 0);
        if state >> 6 == 0b11 {
            let start = address.checked_sub(explicit).filter(|start| *start >= HEAD)?;
            return Some(Self { start, addresses_end: start, transitions: 1, address_size: 0 });
        }
        let sizes_at = address.checked_sub(explicit + 1)?;
        let sizes = *bytes.get(sizes_at)?;
        let (address_size, output_size) = (usize::from(sizes >> 4), usize::from(sizes & 0xF));
        if address_size > 8 || output_size > 8 {
            return None;
        }
        let one = state >> 6 == 0b10;
        let is_final = !one && state & 0b0100_0000 != 0;
        let transitions = match (one, common) {
            (true, _) => 1,
            (false, 0) => match *bytes.get(address.checked_sub(1)?)? {
                1 => 256,
                count => usize::from(count),
            },
            (false, count) => usize::from(count),
        };
        if transitions > 0 && address_size == 0 {
            return None;
        }
        let inputs = if one { 0 } else { transitions };
        let index = if !one && transitions > INDEXED_ABOVE { 256 } else { 0 };
        let addresses_end = sizes_at.checked_sub(inputs + index)?;
        let outputs = transitions + usize::from(is_final);
        let outputs_end = addresses_end.checked_sub(transitions * address_size)?;
        let start = outputs_end.checked_sub(outputs * output_size).filter(|start| *start >= HEAD)?;
        if output_size > 4 {
            let mut packed = bytes.get(start..outputs_end)?.chunks_exact(output_size);
            if packed.any(|output| output[4..].iter().any(|byte| *byte != 0)) {
                return None;
            }
        }
        Some(Self { start, addresses_end, transitions, address_size })
    }

    /// The addresses that the transitions lead to.
    fn targets(&self, bytes: &[u8]) -> Option<Vec<usize>> {
        if self.address_size == 0 {
            return Some(if self.transitions == 0 { Vec::new() } else { vec![self.start.checked_sub(1)?] });
        }
        let first = self.addresses_end.checked_sub(self.transitions * self.address_size)?;
        bytes
            .get(first..self.addresses_end)?
            .chunks_exact(self.address_size)
            .map(|packed| {
                let delta = packed.iter().rev().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
                let delta = usize::try_from(delta).ok()?;
                if delta == EMPTY { Some(EMPTY) } else { self.start.checked_sub(delta) }
            })
            .collect()
    }
}
