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

/// Whether every node lies within the bytes and leads only to nodes before it, and the outputs number the keys in
/// their order, from 0 to one below `terms`. So no walk is longer than the keys are, however often nodes are
/// shared, and no output leads beyond the table of terms.
pub(crate) fn is_sound(bytes: &[u8], terms: u32) -> bool {
    check(bytes, terms).is_some()
}

fn check(bytes: &[u8], terms: u32) -> Option<()> {
    let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?));
    let nodes = bytes.len().checked_sub(TAIL)?;
    let root = usize::try_from(number(nodes.checked_add(8)?)?).ok()?;
    if number(0)? != VERSION || nodes < HEAD || number(nodes)? != u64::from(terms) {
        return None;
    }
    if root == EMPTY {
        return (nodes == HEAD && terms == 1).then_some(());
    }
    if root.checked_add(1)? != nodes {
        return None;
    }
    let mut known = Known { bits: vec![0; nodes / 64 + 1], before: Vec::new(), keys: Vec::new() };
    let mut address = root;
    loop {
        known.bits[address / 64] |= 1 << (address % 64);
        let start = Node::read(bytes, address)?.start;
        if start == HEAD {
            break;
        }
        address = start.checked_sub(1).filter(|before| *before >= HEAD)?;
    }
    known.count_keys(bytes, root)?;
    (known.keys(root)? == terms).then_some(())
}

/// The nodes that are known to begin where one may, and how many keys lead through each.
struct Known {
    /// A bit for each address.
    bits: Vec<u64>,
    /// How many nodes stand before each word of the bits.
    before: Vec<u32>,
    /// The keys of each node, in the order of their addresses.
    keys: Vec<u32>,
}

impl Known {
    /// Counts the keys of each node, from the first to the last, and compares the outputs with the counts: an
    /// output is how many keys of the node come before those of its transition.
    fn count_keys(&mut self, bytes: &[u8], root: usize) -> Option<()> {
        for word in 0..self.bits.len() {
            self.before.push(u32::try_from(self.keys.len()).ok()?);
            let mut bits = self.bits[word];
            while bits != 0 {
                let address = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let node = Node::read(bytes, address)?;
                let mut keys = u32::from(node.is_final);
                for transition in 0..node.transitions {
                    let (target, output) = node.transition(bytes, transition)?;
                    if target >= address || output != u64::from(keys) {
                        return None;
                    }
                    keys = keys.checked_add(self.keys(target)?)?;
                }
                // Only the root of an empty dictionary leads nowhere.
                if node.final_output(bytes)? != 0 || (keys == 0 && address != root) {
                    return None;
                }
                self.keys.push(keys);
            }
        }
        Some(())
    }

    /// The keys of a node that was counted.
    fn keys(&self, address: usize) -> Option<u32> {
        if address == EMPTY {
            return Some(1);
        }
        let (word, bit) = (self.bits.get(address / 64)?, address % 64);
        if word >> bit & 1 == 0 {
            return None;
        }
        let place = self.before.get(address / 64)? + (word & ((1 << bit) - 1)).count_ones();
        self.keys.get(place as usize).copied()
    }
}

/// Where the parts of a node lie.
struct Node {
    /// The first byte.
    start: usize,
    /// The byte after the packed addresses, which stand before it in reverse.
    addresses_end: usize,
    /// The byte after the packed outputs, in reverse too.
    outputs_end: usize,
    transitions: usize,
    address_size: usize,
    output_size: usize,
    is_final: bool,
}

impl Node {
    fn read(bytes: &[u8], address: usize) -> Option<Self> {
        let state = *bytes.get(address)?;
        let common = state & 0b11_1111;
        let explicit = usize::from(common == 0);
        if state >> 6 == 0b11 {
            let start = address.checked_sub(explicit).filter(|start| *start >= HEAD)?;
            return Some(Self {
                start,
                addresses_end: start,
                outputs_end: start,
                transitions: 1,
                address_size: 0,
                output_size: 0,
                is_final: false,
            });
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
        Some(Self { start, addresses_end, outputs_end, transitions, address_size, output_size, is_final })
    }

    /// Where a transition leads to, and its output.
    fn transition(&self, bytes: &[u8], number: usize) -> Option<(usize, u64)> {
        if self.address_size == 0 {
            return Some((self.start.checked_sub(1)?, 0));
        }
        let delta = usize::try_from(packed(bytes, self.addresses_end, self.address_size, number)?).ok()?;
        let target = if delta == EMPTY { EMPTY } else { self.start.checked_sub(delta)? };
        Some((target, packed(bytes, self.outputs_end, self.output_size, number)?))
    }

    /// The output of the key that ends here.
    fn final_output(&self, bytes: &[u8]) -> Option<u64> {
        if self.is_final {
            packed(bytes, self.outputs_end, self.output_size, self.transitions)
        } else {
            Some(0)
        }
    }
}

/// One of the numbers of `size` bytes that end, the first one last, at `end`.
fn packed(bytes: &[u8], end: usize, size: usize, number: usize) -> Option<u64> {
    let end = end.checked_sub(number * size)?;
    let bytes = bytes.get(end.checked_sub(size)?..end)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}
